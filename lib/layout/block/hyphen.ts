/** How the text of one line goes on in the next: after a space, directly, or as one word that was parted by a hyphen. */
import type { Span } from "../../contracts/result-block.ts";
import { sameLook } from "../line-text.ts";
import { joinWithoutSpace } from "../script.ts";

const HYPHEN_END = /\p{L}[-\u2010\u00AD]$/u;
const LOWER_START = /^\p{Ll}/u;
/** What goes on in the next line without a space: a compound, a range, an address. */
const OPEN_END = /[\p{L}\p{Nd}][-\u2010\u2011–—]$|[^ ]\/$/u;
const WORD_START = /^[\p{L}\p{Nd}]/u;
/** The last word of a text, as far as it is of letters and hyphens, and the first of the next. */
const LAST_WORD = /[\p{L}\p{M}]+[-\u2010\u00AD]$/u;
const FIRST_WORD = /^[\p{L}\p{M}]+/u;
const LONGEST_WORD = 60;

/** Words of the page in lower case: they tell whether a compound or a parted word stands at a line's end. */
export type Vocabulary = () => ReadonlySet<string>;

/** What to take off the end of `before`, and what to put between it and `after`. */
export function seam(
  before: string,
  after: string,
  vocabulary?: Vocabulary,
): { readonly cut: number; readonly glue: string } {
  if (isInAddress(before, after)) return { cut: 0, glue: "" };
  if (!mayStayOpen(before.charCodeAt(before.length - 1)))
    return { cut: 0, glue: joinWithoutSpace(before, after) ? "" : " " };
  const tail = before.slice(-LONGEST_WORD);
  if (tail.endsWith("\u00AD")) return { cut: 1, glue: "" };
  if (HYPHEN_END.test(tail) && LOWER_START.test(after)) {
    if (ANOTHER_END.test(after)) return { cut: 0, glue: " " };
    return { cut: isCompound(tail, after, vocabulary) ? 0 : 1, glue: "" };
  }
  const open = OPEN_END.test(tail) && WORD_START.test(after);
  return { cut: 0, glue: open || joinWithoutSpace(before, after) ? "" : " " };
}

/** Whether a text that ends so may go on without a space: most end otherwise, which is quicker to see. */
function mayStayOpen(last: number): boolean {
  return last === 0x2d || last === 0x2f || last === 0xad || (last >= 0x2010 && last <= 0x2014);
}

/** After one of several first parts of a compound: `inter- and intraspecific`. */
const ANOTHER_END = /^(?:and|or|und|oder|bzw\.?|bis|et|ou)\s/u;
/** No word is parted after its first letter, or where small letters follow capitals. */
const SURE_HYPHEN = /(?:^|[^\p{L}\p{M}])\p{L}-$|\p{Lu}-$/u;
/** What hardly ever begins a word that is written without a hyphen, and what hardly ever ends one. */
const FIRST_PARTS: ReadonlySet<string> = new Set(["self", "well", "non"]);
const SECOND_PARTS =
  /^(?:based|induced|related|dependent|independent|specific|associated|mediated|oriented|cent(?:re|er)ed|driven|treated|sensitive|resistant|assisted|level|term|scale)$/;

/** Whether two parts are a compound that keeps its hyphen: by themselves, or because the page writes them so elsewhere and never as one word. */
function isCompound(tail: string, after: string, vocabulary: Vocabulary | undefined): boolean {
  if (SURE_HYPHEN.test(tail)) return true;
  const first = LAST_WORD.exec(tail)?.[0]?.slice(0, -1).toLowerCase() ?? "";
  const second = FIRST_WORD.exec(after.slice(0, LONGEST_WORD))?.[0]?.toLowerCase() ?? "";
  const words = vocabulary?.();
  if (words?.has(first + second)) return false;
  return FIRST_PARTS.has(first) || SECOND_PARTS.test(second) || words?.has(`${first}-${second}`) === true;
}

/** The last word of a text, when it begins as an address does; how it goes on in the next line. */
const ADDRESS = /(?:^|[\s(<[])(?:https?:|(?:https?:\/\/|www\.|doi:?10\.|10\.\d{4,9}\/)\S*)$/u;
const LONGEST_ADDRESS = 300;
/** A hyphen is the address's own more often than it parts a word of it. */
const ADDRESS_SIGN = /[/_=&?%#~-]$/;
const REST = /^(?:[\w%~()+,;:-]*[/_=&?%][^\s]|\/\/)/u;

/** Whether a line ends inside of an address: at a sign that ends none, or at a full stop before what can only be its rest. */
function isInAddress(before: string, after: string): boolean {
  const end = before.at(-1) ?? "";
  if (!"/_=&?%#~-.:".includes(end) || !ADDRESS.test(before.slice(-LONGEST_ADDRESS))) return false;
  if (end === ":") return after.startsWith("//");
  if (ADDRESS_SIGN.test(end)) return /^[\w%(]/u.test(after);
  return REST.test(after.slice(0, LONGEST_WORD)) || (/\d\.$/.test(before.slice(-2)) && /^\d/.test(after));
}

/** Appends the spans of a line to those of a text, joined as `seam` says. Changes `spans`, none of `line`. */
export function appendSpans(spans: Span[], line: readonly Span[], vocabulary?: Vocabulary): void {
  const [first] = line;
  const last = spans.at(-1);
  if (first === undefined) return;
  if (last !== undefined) {
    const before = spans.length > 1 && last.text.length < 3 ? `${spans.at(-2)?.text ?? ""}${last.text}` : last.text;
    const { cut, glue } = seam(before, first.text, vocabulary);
    if (cut > 0) last.text = last.text.slice(0, -cut);
    last.text += glue;
  }
  for (const span of line) {
    const end = spans.at(-1);
    if (end !== undefined && sameLook(end, span)) end.text += span.text;
    else spans.push({ ...span });
  }
}

/** The text without soft hyphens, which only say where a word may be parted. Mostly there are none: then it is `spans` itself. */
export function withoutSoftHyphens(spans: Span[]): Span[] {
  if (spans.every(({ text }) => text !== "" && !text.includes("\u00AD"))) return spans;
  return spans.flatMap((span) => {
    const text = span.text.includes("\u00AD") ? span.text.replaceAll("\u00AD", "") : span.text;
    return text === "" ? [] : [{ ...span, text }];
  });
}
