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
  const plain = new Growing(text.length);
  const bare = new Growing(text.length);
  let blank = true;
  for (let at = 0; at < text.length; ) {
    meter.steps += 1;
    const code = text.codePointAt(at) ?? 0;
    if (code < 0x80) {
      const unit = ASCII_PLAIN[code] ?? 0;
      if (unit !== SPACE || !blank) plain.push(unit, at);
      blank = unit === SPACE;
      bare.push(ASCII_BARE[code] ?? 0, at);
    } else {
      const form = formOf(code);
      if (form.plain !== " " || !blank) plain.pushAll(form.plain, at);
      if (form.plain !== "") blank = form.plain === " ";
      bare.pushAll(form.bare, at);
    }
    at += code > 0xffff ? 2 : 1;
  }
  return { plain: plain.stream(), bare: bare.stream() };
}

/** What words are compared with in the `bare` form of texts. */
export function foldWord(word: string): string {
  const { units, length } = fold(word).bare;
  return String.fromCharCode(...units.subarray(0, length));
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

/** Units that come one after the other, in arrays that grow by doubling. */
class Growing {
  #units: Uint16Array;
  #from: Uint32Array;
  #length = 0;

  constructor(size: number) {
    this.#units = new Uint16Array(size);
    this.#from = new Uint32Array(size);
  }

  push(unit: number, from: number): void {
    if (unit === 0) return;
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length] = unit;
    this.#from[this.#length] = from;
    this.#length += 1;
  }

  pushAll(text: string, from: number): void {
    for (let at = 0; at < text.length; at++) this.push(text.charCodeAt(at), from);
  }

  stream(): Stream {
    return { units: this.#units, from: this.#from, length: this.#length };
  }

  #grow(): void {
    const size = 2 * this.#units.length + LONGEST_FORM;
    const [units, from] = [new Uint16Array(size), new Uint32Array(size)];
    units.set(this.#units);
    from.set(this.#from);
    this.#units = units;
    this.#from = from;
  }
}
