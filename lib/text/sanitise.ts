/** Takes out of a text what no reader sees of it, or what makes it read otherwise than it is written, and counts that by kind. */
import type { RemovedCounts, RemovedKind } from "../contracts/security-report.ts";
import { BidiPairs, isBidiControl } from "./bidi-controls.ts";
import type { Meter } from "./meter.ts";
import {
  FLAG,
  isBlank,
  isControl,
  isLineEnd,
  isSurrogate,
  isTag,
  isTagLetter,
  isVariationSelector,
  isZeroWidth,
  meansSomething,
  selectsVariant,
  TAG_END,
  ZWJ,
  ZWNJ,
} from "./unseen.ts";

/** Units of a text, by their place, that something else stands for, mostly nothing. */
export interface Cut {
  readonly at: number;
  readonly length: number;
  readonly by: "" | "\n" | "\uFFFD";
  readonly kind: RemovedKind;
}

export interface Sanitised {
  readonly text: string;
  readonly removed: RemovedCounts;
}

/** So many characters without a look may follow one that is seen. */
const MAX_UNSEEN = 2;
/** Letters and digits of a flag's region. */
const MIN_REGION = 3;
const MAX_REGION = 6;

/**
 * What must go: control characters but tabs and line feeds, other ends of lines (a line feed stands for them), surrogates that stand alone
 * (U+FFFD), overrides and unpaired embeddings of direction, tags outside of flags, selectors and joiners where they say nothing, and runs of
 * them. Without `keepBlanks` only the first of a run of blanks stays. In order; none for most texts. Linear in the text.
 */
export function cutsOf(text: string, keepBlanks: boolean, meter?: Meter): readonly Cut[] {
  if (!isSuspect(text, keepBlanks)) return [];
  return new Cutter(text, keepBlanks, meter).cut();
}

/** Whether anything in the text has to be looked at twice; false for most texts, and quick to tell. */
function isSuspect(text: string, keepBlanks: boolean): boolean {
  let blank = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isOneBlank = unit === 0x20 || unit === 0x09 || (unit >= 0xa0 && isBlank(unit));
    if (isOneBlank && blank && !keepBlanks) return true;
    blank = isOneBlank;
    if (unit >= 0x20 && unit < 0x7f) continue;
    if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(at + 1))) {
      if (isSuspectCode(text.codePointAt(at) ?? 0)) return true;
      at += 1;
    } else if (isSuspectCode(unit)) return true;
  }
  return false;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function isSuspectCode(code: number): boolean {
  return (
    isControl(code) ||
    (isLineEnd(code) && code !== 0x0a) ||
    isBidiControl(code) ||
    isTag(code) ||
    isVariationSelector(code) ||
    isZeroWidth(code) ||
    isSurrogate(code)
  );
}

/** The text without what `cutsOf` tells. Doing it twice changes nothing. */
export function sanitise(text: string, keepBlanks = false): Sanitised {
  const cuts = cutsOf(text, keepBlanks);
  return cuts.length === 0 ? { text, removed: {} } : { text: applyCuts(text, cuts), removed: countCuts(cuts) };
}

export function applyCuts(text: string, cuts: readonly Cut[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { at, length, by } of cuts) {
    parts.push(text.slice(from, at), by);
    from = at + length;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

export function countCuts(cuts: readonly Cut[]): RemovedCounts {
  const counts: Partial<Record<RemovedKind, number>> = {};
  for (const { kind } of cuts) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Goes through a text once. Whether a character goes depends only on what has stayed before it, and on the one right after it. */
class Cutter {
  readonly #text: string;
  readonly #keepBlanks: boolean;
  readonly #meter: Meter;
  readonly #cuts: Cut[] = [];
  readonly #bidi = new BidiPairs();
  /** The last character that is seen; 0 at the beginning of a word. */
  #base = 0;
  /** What has stayed last. */
  #last = 0;
  /** Characters without a look that have stayed since. */
  #unseen = 0;

  constructor(text: string, keepBlanks: boolean, meter: Meter = { steps: 0 }) {
    this.#text = text;
    this.#keepBlanks = keepBlanks;
    this.#meter = meter;
  }

  cut(): readonly Cut[] {
    const text = this.#text;
    for (let at = 0; at < text.length; ) {
      this.#meter.steps += 1;
      const code = text.codePointAt(at) ?? 0;
      const length = code > 0xffff ? 2 : 1;
      if (code === FLAG) at = this.#flag(at);
      else {
        this.#take(code, at, length);
        at += length;
      }
    }
    // Which bidirectional controls are paired is known only now.
    const { sound } = this.#bidi;
    return this.#cuts.filter(({ at, kind }) => kind !== "bidi" || !sound.has(at));
  }

  #take(code: number, at: number, length: number): void {
    const text = this.#text;
    if (isBidiControl(code)) {
      this.#bidi.take(code, at);
      this.#drop(at, length, "bidi");
    } else if (isLineEnd(code)) this.#endLine(code, at);
    else if (isControl(code)) this.#drop(at, length, "control");
    else if (isTag(code)) this.#drop(at, length, "tag");
    else if (isVariationSelector(code)) {
      this.#unseenOr(selectsVariant(code, this.#base), code, { at, length, by: "", kind: "variation_selector" });
    } else if (isZeroWidth(code)) {
      const doubled = (code === ZWNJ || code === ZWJ) && (this.#last === ZWNJ || this.#last === ZWJ);
      const kept = !doubled && meansSomething(code, this.#base, text.codePointAt(at + length) ?? 0);
      this.#unseenOr(kept, code, { at, length, by: "", kind: "zero_width" });
    } else if (isBlank(code)) this.#blank(code, at);
    else if (isSurrogate(code)) {
      this.#cuts.push({ at, length, by: "\uFFFD", kind: "surrogate" });
      this.#see(0xfffd);
    } else this.#see(code);
  }

  #drop(at: number, length: number, kind: RemovedKind): void {
    this.#cuts.push({ at, length, by: "", kind });
  }

  #see(code: number): void {
    this.#base = code;
    this.#last = code;
    this.#unseen = 0;
  }

  #unseenOr(kept: boolean, code: number, cut: Cut): void {
    if (kept && this.#unseen < MAX_UNSEEN) {
      this.#unseen += 1;
      this.#last = code;
    } else this.#cuts.push(cut);
  }

  #blank(code: number, at: number): void {
    if (!this.#keepBlanks && isBlank(this.#last)) this.#drop(at, 1, "blank");
    else {
      this.#see(code);
      this.#base = 0;
    }
  }

  #endLine(code: number, at: number): void {
    if (code === 0x0d && this.#text[at + 1] === "\n") {
      this.#drop(at, 1, "control");
      return;
    }
    if (code !== 0x0a) this.#cuts.push({ at, length: 1, by: "\n", kind: "control" });
    this.#see(0x0a);
    this.#base = 0;
    this.#bidi.endLine();
  }

  /** A flag and the tags that name its region, if they do; returns where the rest begins. */
  #flag(at: number): number {
    this.#see(FLAG);
    let end = at + 2;
    let letters = 0;
    while (letters <= MAX_REGION && isTagLetter(this.#text.codePointAt(end) ?? 0)) {
      letters += 1;
      end += 2;
    }
    this.#meter.steps += letters;
    const named = letters >= MIN_REGION && letters <= MAX_REGION && this.#text.codePointAt(end) === TAG_END;
    return named ? end + 2 : at + 2;
  }
}
