/** Reads HTML as strictly as XML is read, and says what is in it: for output that no browser has to mend. */

export interface HtmlContents {
  /** Every element, with its attributes. */
  readonly elements: readonly { readonly tag: string; readonly attributes: ReadonlyMap<string, string> }[];
  /** The text outside of tags, character references resolved. */
  readonly text: string;
}

const VOID = new Set(["br", "meta"]);
const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)>|([^<>]+)|([<>])/g;
const ATTRIBUTE = / ([a-z-]+)="([^"]*)"/g;
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|#39);)/;
const REFERENCE = /&(?:amp|lt|gt|quot|#39);/g;
const CHARACTERS: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

const resolved = (text: string): string =>
  text.replaceAll(REFERENCE, (reference) => CHARACTERS[reference] ?? reference);

/** Throws an Error that says where the first fault stands: a tag left open or closed twice, a sign not escaped, an id given twice. */
export function checkHtml(html: string): HtmlContents {
  const body = html.replace(/^<!DOCTYPE html>\n/, "");
  const open: string[] = [];
  const elements: { tag: string; attributes: ReadonlyMap<string, string> }[] = [];
  let text = "";
  for (const [token, closing, tag = "", attributes = "", content, stray] of body.matchAll(TOKEN)) {
    const fault = (what: string) =>
      new Error(`${what} at ${JSON.stringify(token.slice(0, 80))} inside ${open.join(" > ")}`);
    if (stray !== undefined) throw fault("A bare sign");
    if (content !== undefined) {
      if (BARE_AMPERSAND.test(content)) throw fault("A bare ampersand");
      text += resolved(content);
    } else if (closing === "/") {
      if (open.pop() !== tag) throw fault("A tag closed out of order");
    } else {
      elements.push({ tag, attributes: attributesOf(attributes) });
      if (!VOID.has(tag)) open.push(tag);
    }
  }
  if (open.length > 0) throw new Error(`Left open: ${open.join(" > ")}`);
  const ids = elements.flatMap(({ attributes }) => attributes.get("id") ?? []);
  if (new Set(ids).size < ids.length) throw new Error(`Ids given twice: ${ids.join(" ")}`);
  return { elements, text };
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(ATTRIBUTE)].map(([, name = "", value = ""]) => [name, resolved(value)]));
}
