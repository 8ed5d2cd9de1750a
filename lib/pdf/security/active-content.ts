/** What of a file would do something when a reader opens it, by the names that PDF has for that. Where it hangs in the document is not asked. */
import type { Token } from "./tokens.ts";

/** What is counted. Each is something that readers act upon. */
export const ACTIVE_PARTS = [
  "script",
  "launch",
  "submit",
  "import",
  "other_file",
  "embedded_target",
  "script_link",
  "file_link",
  "embedded",
  "media",
  "xfa",
] as const;
export type ActivePart = (typeof ACTIVE_PARTS)[number];
export type ActiveCounts = Partial<Record<ActivePart, number>>;

/** By the name of an action (ISO 32000-1, 12.6.4). */
const ACTIONS: Readonly<Record<string, ActivePart>> = {
  JavaScript: "script",
  Launch: "launch",
  SubmitForm: "submit",
  ImportData: "import",
  GoToR: "other_file",
  GoToE: "embedded_target",
  RichMediaExecute: "media",
  Rendition: "media",
};

/** By the kind of an annotation. */
const SUBTYPES: Readonly<Record<string, ActivePart>> = {
  FileAttachment: "embedded",
  RichMedia: "media",
  "3D": "media",
  Movie: "media",
};

const SCRIPT_SCHEME = /^(?:javascript|vbscript):|^data:text\/html/;
const FILE_SCHEME = /^(?:file|smb|ldap|ms-[a-z-]+|search-ms):|^\\\\/;

/** Reads tokens in the order of the file. A script counts where its text or its action stands, whichever comes alone. */
export class ActiveContent {
  readonly counts: ActiveCounts = {};
  #before: Token = { kind: "word", text: "" };
  #bare: string | undefined;

  readonly take = (token: Token): void => {
    const { kind, text } = this.#before;
    const key = kind === "name" ? text : "";
    if (token.kind === "name") this.#takeName(key, token.text);
    else if (key !== "") this.#takeValue(key, token);
    if (token.kind === "word" && token.text === "endobj" && this.#bare !== undefined) this.#count(ACTIONS[this.#bare]);
    this.#bare = token.kind === "name" && kind === "word" && text === "obj" ? token.text : undefined;
    this.#before = token;
  };

  /** A name as the value of another, or as all that an object is: the value may be kept elsewhere. */
  #takeName(key: string, name: string): void {
    if (key === "S") this.#count(Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined);
    if (key === "Subtype") this.#count(Object.hasOwn(SUBTYPES, name) ? SUBTYPES[name] : undefined);
  }

  #takeValue(key: string, { kind, text }: Token): void {
    const isReference = kind === "word" && /^\d+$/.test(text);
    const opens = kind === "mark" && (text === "<<" || text === "[");
    if (key === "URI" && kind === "string") this.#takeAddress(text);
    if (key === "JS" && (kind === "string" || isReference)) this.#count("script");
    if (!isReference && !opens) return;
    if (key === "JavaScript") this.#count("script");
    if (key === "XFA") this.#count("xfa");
    if (key === "EF") this.#count("embedded");
  }

  #takeAddress(address: string): void {
    // As browsers read addresses: blanks and control characters count for nothing. Nor does the mark of UTF-16.
    const plain = [...address.replace(/^\xFE\xFF/, "").toLowerCase()].filter((letter) => letter > " ").join("");
    if (SCRIPT_SCHEME.test(plain)) this.#count("script_link");
    else if (FILE_SCHEME.test(plain)) this.#count("file_link");
  }

  #count(part: ActivePart | undefined): void {
    if (part !== undefined) this.counts[part] = (this.counts[part] ?? 0) + 1;
  }
}
