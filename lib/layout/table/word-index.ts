/** Words by place: those inside a box, without looking at the others. */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";

export class WordIndex {
  readonly #words: readonly Word[];
  readonly #bases: readonly number[];
  readonly #taken = new Set<Word>();

  /** Words with absurd coordinates are left out. */
  constructor(words: readonly Word[]) {
    this.#words = words
      .filter(({ left, right, base, size }) => Number.isFinite(left + right + base + size) && right > left && size > 0)
      .sort((a, b) => a.base - b.base);
    this.#bases = this.#words.map(({ base }) => base);
  }

  /** The words, not yet taken, whose middle lies inside a box, from top to bottom. */
  inside([left, top, right, bottom]: Box): Word[] {
    const found: Word[] = [];
    for (let at = this.#firstFrom(top); at < this.#words.length; at++) {
      const word = this.#words[at];
      if (word === undefined) break;
      // The middle of a letter stands about a third of an em above its baseline.
      const y = word.base - 0.33 * word.size;
      const x = (word.left + word.right) / 2;
      if (word.base > bottom + word.size) break;
      if (y > top && y < bottom && x > left && x < right && !this.#taken.has(word)) found.push(word);
    }
    return found;
  }

  /** All words that are not yet taken, from top to bottom. */
  left(): Word[] {
    return this.#words.filter((word) => !this.#taken.has(word));
  }

  anyTaken(words: readonly Word[]): boolean {
    return words.some((word) => this.#taken.has(word));
  }

  take(words: Iterable<Word>): void {
    for (const word of words) this.#taken.add(word);
  }

  #firstFrom(y: number): number {
    let low = 0;
    let high = this.#bases.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bases[middle] ?? 0) < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
