/** The tokens of PDF source (ISO 32000-1, 7.2 and 7.3), for whoever looks for names without following references. */

export interface Token {
  readonly kind: "name" | "string" | "mark" | "word";
  /** A name with its escapes undone; a string's first characters; a bracket; a number or keyword. */
  readonly text: string;
}

/** Characters of a string that are told; the rest is passed over. */
const MAX_STRING_CHARS = 2_048;
const MAX_NAME_CHARS = 127;

const OBJECT_BORDER = /\d[\s\0]+obj|endobj/g;
/** Behind a backslash; an end of line there is none. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\n": "", "\r": "" };

const REGULAR = 0;
const BLANK = 1;
const DELIMITER = 2;
/** The kind of each byte. More spaces count than PDF knows of: whoever reads files loosely may take them for such. */
const KINDS = Uint8Array.from({ length: 0x100 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\s\0]/.test(character)) return BLANK;
  return "()<>[]{}/%".includes(character) ? DELIMITER : REGULAR;
});
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Calls `take` for each token of a text, a byte each character. A string or comment that nothing ends, ends where the next object begins, so that nothing behind it
 * is hidden. Linear in the text.
 */
export function readTokens(text: string, take: (token: Token) => void): void {
  let start = 0;
  for (const border of text.matchAll(OBJECT_BORDER)) {
    new Lexer(text, start, border.index).read(take);
    take({ kind: "word", text: border[0].startsWith("endobj") ? "endobj" : "obj" });
    start = border.index + border[0].length;
  }
  new Lexer(text, start, text.length).read(take);
}

class Lexer {
  readonly #text: string;
  readonly #end: number;
  #at: number;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  read(take: (token: Token) => void): void {
    while (this.#at < this.#end) {
      const token = this.#next();
      if (token !== undefined) take(token);
    }
  }

  /** Undefined for blanks and comments. */
  #next(): Token | undefined {
    const kind = KINDS[this.#text.charCodeAt(this.#at)];
    if (kind === BLANK) {
      this.#at += 1;
      return;
    }
    if (kind !== DELIMITER) return this.#word();
    const character = this.#text.charAt(this.#at);
    if (character === "%") {
      this.#passComment();
      return;
    }
    if (character === "/") return this.#name();
    if (character === "(") return this.#string();
    if (character === "<" && this.#text.charAt(this.#at + 1) !== "<") return this.#hexString();
    return this.#mark(character);
  }

  #passComment(): void {
    for (; this.#at < this.#end; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === LINE_FEED || code === CARRIAGE_RETURN) return;
    }
  }

  #mark(character: string): Token {
    const pair = (character === "<" || character === ">") && this.#text.charAt(this.#at + 1) === character;
    this.#at += pair ? 2 : 1;
    return { kind: "mark", text: pair ? character + character : character };
  }

  #name(): Token {
    this.#at += 1;
    const raw = this.#run();
    if (!raw.includes("#")) return { kind: "name", text: raw.slice(0, MAX_NAME_CHARS) };
    const text = raw.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return { kind: "name", text: text.slice(0, MAX_NAME_CHARS) };
  }

  #word(): Token {
    return { kind: "word", text: this.#run() };
  }

  #run(): string {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    while (at < this.#end && KINDS[text.charCodeAt(at)] === REGULAR) at += 1;
    this.#at = at;
    return text.slice(start, Math.min(at, start + 3 * MAX_NAME_CHARS));
  }

  /** Parentheses nest; a backslash takes the next character out of the count. */
  #string(): Token {
    let depth = 0;
    let text = "";
    for (; this.#at < this.#end; this.#at += 1) {
      const character = this.#text.charAt(this.#at);
      if (character === "\\") {
        this.#at += 1;
        if (text.length < MAX_STRING_CHARS) text += this.#escaped();
        continue;
      }
      if (character === "(") depth += 1;
      if (character === ")") depth -= 1;
      if (depth === 0) break;
      if ((character !== "(" || depth > 1) && text.length < MAX_STRING_CHARS) text += character;
    }
    this.#at += 1;
    return { kind: "string", text };
  }

  /** What the character behind a backslash stands for, or the octal number there. */
  #escaped(): string {
    const octal = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0];
    if (octal === undefined) return ESCAPES[this.#text.charAt(this.#at)] ?? this.#text.charAt(this.#at);
    this.#at += octal.length - 1;
    return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
  }

  #hexString(): Token {
    const close = this.#text.indexOf(">", this.#at);
    const end = close < 0 || close > this.#end ? this.#end : close;
    const digits = this.#text.slice(this.#at + 1, Math.min(end, this.#at + 1 + 2 * MAX_STRING_CHARS));
    this.#at = end + 1;
    return { kind: "string", text: Buffer.from(digits.replace(/[^0-9A-Fa-f]/g, ""), "hex").toString("latin1") };
  }
}
