/**
 * A text in two forms for scanners: `plain` without case, accents, look-alikes and characters that nobody sees, its blanks single; and `bare`,
 * letters alone, so that spacing and signs between them hide nothing. Each unit tells where it came from.
 */
import { CONFUSABLE_LETTERS, LETTER_SIGNS, PLAIN_SIGNS } from "./confusables.ts";
import type { Meter } from "./meter.ts";
import { isBlank, isLineEnd, isTag } from "./unseen.ts";

/** Units of UTF-16, and the place in the text of each. */
export interface Stream {
  readonly units: Uint16Array;
  readonly from: Uint32Array;
  readonly length: number;
}

export interface FoldedText {
  readonly plain: Stream;
  readonly bare: Stream;
}

/** Linear in the text. */
export function fold(text: string, meter: Meter = { steps: 0 }): FoldedText {
  const folding = new Folding(text);
  for (let at = 0; at < text.length; ) at = folding.takeOther(folding.takeAscii(at));
  meter.steps += text.length;
  return folding.finish();
}

/** What words are compared with in the `bare` form of texts. */
export function foldWord(word: string): string {
  let folded = "";
  for (const character of word) folded += formOf(character.codePointAt(0) ?? 0).bare;
  return folded;
}

const SPACE = 0x20;
/** No character folds to more. */
const LONGEST_FORM = 6;
/** Characters whose forms are remembered. */
const MAX_REMEMBERED = 8_192;

interface Form {
  readonly plain: string;
  readonly bare: string;
}

const NOTHING: Form = { plain: "", bare: "" };
const BLANK: Form = { plain: " ", bare: "" };
const forms = new Map<number, Form>();

function formOf(code: number): Form {
  const known = forms.get(code);
  if (known !== undefined) return known;
  const form = makeForm(code);
  if (forms.size >= MAX_REMEMBERED) forms.clear();
  forms.set(code, form);
  return form;
}

const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\p{Cs}]$/u;
const LETTER = /^[\p{L}\p{N}]$/u;

function makeForm(code: number): Form {
  // Tags spell ASCII that nobody sees.
  if (isTag(code)) return code >= 0xe0020 && code < 0xe007f ? makeForm(code - 0xe0000) : NOTHING;
  if (isBlank(code) || isLineEnd(code)) return BLANK;
  let plain = "";
  let bare = "";
  for (const character of String.fromCodePoint(code).normalize("NFKD").toLowerCase().normalize("NFKD")) {
    if (UNSEEN.test(character)) continue;
    const letter = CONFUSABLE_LETTERS.get(character) ?? PLAIN_SIGNS.get(character) ?? character;
    plain += letter;
    const bareLetter = LETTER_SIGNS.get(letter) ?? letter;
    if (LETTER.test(bareLetter)) bare += bareLetter;
  }
  return { plain: plain.slice(0, LONGEST_FORM), bare: bare.slice(0, LONGEST_FORM) };
}

/** 0 for what is left out. */
function asciiTable(formFor: (form: Form) => string): Uint16Array {
  return Uint16Array.from({ length: 0x80 }, (_, code) => formFor(makeForm(code)).charCodeAt(0) || 0);
}

const ASCII_PLAIN = asciiTable(({ plain }) => plain);
const ASCII_BARE = asciiTable(({ bare }) => bare);

/** Both forms of a text while they grow, a character after the other. */
class Folding {
  readonly #text: string;
  readonly #plain: Growing;
  readonly #bare: Growing;
  /** What came last was a blank, or nothing came: another blank says nothing more. */
  #blank = true;

  constructor(text: string) {
    this.#text = text;
    this.#plain = new Growing(text.length);
    this.#bare = new Growing(text.length);
  }

  /** Takes ASCII from a place on and returns where it ends. Most of most texts: a loop of its own, over arrays alone. */
  takeAscii(from: number): number {
    const text = this.#text;
    this.#plain.reserve(text.length - from);
    this.#bare.reserve(text.length - from);
    const { units: plain, from: plainFrom } = this.#plain;
    const { units: bare, from: bareFrom } = this.#bare;
    let plainLength = this.#plain.length;
    let bareLength = this.#bare.length;
    let blank = this.#blank;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) break;
      const unit = ASCII_PLAIN[code] ?? 0;
      if (unit !== 0 && !(blank && unit === SPACE)) {
        plain[plainLength] = unit;
        plainFrom[plainLength] = at;
        plainLength += 1;
      }
      blank = unit === SPACE;
      const letter = ASCII_BARE[code] ?? 0;
      if (letter === 0) continue;
      bare[bareLength] = letter;
      bareFrom[bareLength] = at;
      bareLength += 1;
    }
    this.#plain.length = plainLength;
    this.#bare.length = bareLength;
    this.#blank = blank;
    return at;
  }

  /** Takes the character at a place, if there is one, and returns where the next begins. */
  takeOther(at: number): number {
    const code = this.#text.codePointAt(at);
    if (code === undefined) return at;
    const { plain, bare } = formOf(code);
    if (plain !== " " || !this.#blank) this.#plain.append(plain, at);
    if (plain !== "") this.#blank = plain === " ";
    this.#bare.append(bare, at);
    return at + (code > 0xffff ? 2 : 1);
  }

  finish(): FoldedText {
    return { plain: this.#plain, bare: this.#bare };
  }
}

/** A stream in arrays that grow by doubling. */
class Growing implements Stream {
  units: Uint16Array;
  from: Uint32Array;
  length = 0;

  constructor(size: number) {
    this.units = new Uint16Array(size);
    this.from = new Uint32Array(size);
  }

  /** Makes room for so many units. */
  reserve(more: number): void {
    if (this.length + more <= this.units.length) return;
    const { units, from } = this;
    const size = 2 * units.length + more;
    this.units = new Uint16Array(size);
    this.from = new Uint32Array(size);
    this.units.set(units);
    this.from.set(from);
  }

  append(text: string, from: number): void {
    this.reserve(text.length);
    for (let at = 0; at < text.length; at++) {
      this.units[this.length] = text.charCodeAt(at);
      this.from[this.length] = from;
      this.length += 1;
    }
  }
}
