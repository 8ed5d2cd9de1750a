/** Which marked content the operators of the moment belong to. */

/** Nested deeper than this, marks are counted only. */
const MAX_DEPTH = 512;
const NO_MARK = -1;
const LARGEST_MARK = 0x7fffffff;

export class MarkedContent {
  readonly #marks: number[] = [];
  #uncounted = 0;
  #forms = 0;

  /** The identifier of the innermost content that has one, or -1. What is marked as an artifact belongs to nothing. */
  get mark(): number {
    return this.#marks.at(-1) ?? NO_MARK;
  }

  begin(tag: unknown, identifier: unknown): void {
    if (this.#marks.length >= MAX_DEPTH) this.#uncounted += 1;
    else this.#marks.push(this.#markOf(tag, identifier));
  }

  end(): void {
    if (this.#uncounted > 0) this.#uncounted -= 1;
    else this.#marks.pop();
  }

  /** Marks inside of a form count anew, for that form alone, so they say nothing of the page's. */
  beginForm(): void {
    this.#forms += 1;
  }

  endForm(): void {
    this.#forms = Math.max(0, this.#forms - 1);
  }

  #markOf(tag: unknown, identifier: unknown): number {
    if (tag === "Artifact") return NO_MARK;
    const own = typeof identifier === "number" && Number.isInteger(identifier) && this.#forms === 0;
    return own && identifier >= 0 && identifier <= LARGEST_MARK ? identifier : this.mark;
  }
}
