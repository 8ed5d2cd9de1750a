/** Whether all letters of a font are equally wide, by those that a page shows. Many fonts of this kind do not say so, and others say it falsely. */

/** Letters that must have been seen to tell; other than digits they are never equally wide in a font that is not made so. */
const ENOUGH_LETTERS = 6;
/** From here on, the characters of East Asia: they are equally wide in every font, and it means nothing. */
const FIRST_WIDE = 0x2e80;
/** Ems. */
const SAME = 0.002;

export class LetterPitch {
  readonly #seen = new Uint8Array(128);
  #letters = 0;
  #common = 0;
  #differs = false;
  #wide = false;

  /** Whether the width of this character would tell something new. */
  wants(code: number): boolean {
    if (code >= FIRST_WIDE) this.#wide = true;
    return !this.#differs && isLatinLetter(code) && this.#seen[code] === 0;
  }

  /** `width` in ems; 0 where it is not known. */
  take(code: number, width: number): void {
    this.#seen[code] = 1;
    if (!(width > 0)) return;
    this.#letters += 1;
    if (this.#letters === 1) this.#common = width;
    this.#differs ||= Math.abs(width - this.#common) > SAME;
  }

  /** Undefined when too few letters were seen. */
  get fixed(): boolean | undefined {
    if (this.#differs || (this.#wide && this.#letters < ENOUGH_LETTERS)) return false;
    return this.#letters >= ENOUGH_LETTERS ? true : undefined;
  }
}

function isLatinLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}
