/** Finds long runs of encoded data: base64, hexadecimal digits, and characters written as escapes. One pass, whose state is a few counts. */
import type { Meter } from "./meter.ts";

export interface EncodedRun {
  readonly reason: string;
  /** Places in the text. */
  readonly start: number;
  readonly end: number;
}

/** Longer than a signature of 512 bits in hexadecimal, or one of 1,024 in base64. */
const MIN_HEX = 200;
const MIN_BASE64 = 240;
const MIN_ESCAPES = 100;
/** Lines of a run that are shorter end it: words are. */
const MIN_LINE = 32;
/** Shares of capitals, small letters and digits in base64; a path or a list of names has less of one of them. */
const LEAST_CASE = 0.12;
const LEAST_DIGITS = 0.04;
/** Share of letters in hexadecimal digits; numbers alone are no code. */
const LEAST_HEX_LETTERS = 0.03;

/** The signs of both alphabets, and what fills up the end. */
const BASE64 = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  isCapital(unit) || isSmall(unit) || isDigit(unit) || "+/=-_".includes(String.fromCharCode(unit)) ? 1 : 0,
);

const BASE64_REASON = "It holds a long run of base64.";
const HEX_REASON = "It holds a long run of hexadecimal digits.";
const ESCAPE_REASON = "It holds a long run of escaped characters.";

/** In order; they do not overlap. */
export function scanEncoded(text: string, meter: Meter = { steps: 0 }): EncodedRun[] {
  const runs: EncodedRun[] = [];
  let run = new Run(0);
  for (let at = 0; at + MIN_LINE <= text.length; ) {
    // A line that is long enough and begins here or soon has this sign in it: most texts are passed in long steps.
    const probe = at + MIN_LINE - 1;
    const start = lineStart(text, at, probe);
    meter.steps += probe - start + 2;
    if (start > at) {
      at = start;
      continue;
    }
    const end = lineEnd(text, probe + 1);
    meter.steps += end - at;
    if (start !== run.end + 1 || !isGap(text.charCodeAt(run.end))) {
      close(run, runs);
      run = new Run(start);
    }
    run.take(text, start, end);
    at = end + 1;
  }
  close(run, runs);
  return [...runs, ...scanEscapes(text, meter)].sort((a, b) => a.start - b.start);
}

function close(run: Run, runs: EncodedRun[]): void {
  const reason = run.reason();
  if (reason !== undefined) runs.push({ reason, start: run.start, end: run.end });
}

function isBase64(unit: number): boolean {
  return unit < 0x80 && BASE64[unit] === 1;
}

function isCapital(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

function isSmall(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** One blank or one end of a line: data is broken into lines. */
function isGap(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a;
}

/** Where the signs begin that reach up to `last`, `from` at the earliest; behind it where it is none. */
function lineStart(text: string, from: number, last: number): number {
  let start = last + 1;
  while (start > from && isBase64(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && isBase64(text.charCodeAt(end))) end += 1;
  return end;
}

class Run {
  start: number;
  end: number;
  #length = 0;
  #capitals = 0;
  #small = 0;
  #digits = 0;
  #hexLetters = 0;

  constructor(start: number) {
    this.start = start;
    this.end = start;
  }

  take(text: string, from: number, to: number): void {
    if (this.#length === 0) this.start = from;
    this.end = to;
    this.#length += to - from;
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      if (isCapital(unit)) this.#capitals += 1;
      else if (isSmall(unit)) this.#small += 1;
      else if (isDigit(unit)) this.#digits += 1;
      if ((unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66)) this.#hexLetters += 1;
    }
  }

  reason(): string | undefined {
    const length = this.#length;
    const hex = this.#hexLetters + this.#digits === length;
    if (hex && length >= MIN_HEX && this.#hexLetters >= LEAST_HEX_LETTERS * length && this.#digits > 0)
      return HEX_REASON;
    const mixed =
      this.#capitals >= LEAST_CASE * length &&
      this.#small >= LEAST_CASE * length &&
      this.#digits >= LEAST_DIGITS * length;
    return mixed && length >= MIN_BASE64 ? BASE64_REASON : undefined;
  }
}

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const SMALL_U = 0x75;
const SMALL_X = 0x78;

/** Lengths of `%41`, `\x41` and `\u0041`, by what they begin with. */
function escapeLength(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === PERCENT) return hexDigits(text, at + 1, 2) ? 3 : 0;
  if (first !== BACKSLASH) return 0;
  const kind = text.charCodeAt(at + 1);
  if (kind === SMALL_X) return hexDigits(text, at + 2, 2) ? 4 : 0;
  return kind === SMALL_U && hexDigits(text, at + 2, 4) ? 6 : 0;
}

function hexDigits(text: string, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if (!isHexDigit(text.charCodeAt(at))) return false;
  return true;
}

function isHexDigit(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);
}

function scanEscapes(text: string, meter: Meter): EncodedRun[] {
  const runs: EncodedRun[] = [];
  if (!(text.includes("%") || text.includes("\\"))) return runs;
  for (let at = 0; at < text.length; ) {
    const start = at;
    let count = 0;
    for (let length = escapeLength(text, at); length > 0; length = escapeLength(text, at)) {
      at += length;
      count += 1;
    }
    if (count >= MIN_ESCAPES) runs.push({ reason: ESCAPE_REASON, start, end: at });
    if (count === 0) at += 1;
    meter.steps += 1 + count;
  }
  return runs;
}
