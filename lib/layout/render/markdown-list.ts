/** Consecutive list items, nested by their levels: each is indented by the width of what stands before its parents' text. */

interface OpenItem {
  readonly level: number;
  readonly width: number;
  readonly kind: string;
}

/** How an item begins. */
interface ItemStart {
  readonly indent: string;
  /** Whether an empty line has to part it from the item before. */
  readonly apart: boolean;
}

export class MarkdownList {
  readonly #open: OpenItem[] = [];

  /**
   * The next item. `marker` is what stands before its text, `kind` tells lists of one level apart. An empty line parts two lists of the
   * outermost level, and a list inside of an item from the item's text when it is counted, but not from 1: it would be read as more of that text.
   */
  begin(level: number, marker: string, kind: string): ItemStart {
    let before: OpenItem | undefined;
    while ((this.#open.at(-1)?.level ?? 0) >= level) before = this.#open.pop();
    const nested = this.#open.length > 0;
    const indent = " ".repeat(this.#open.reduce((sum, { width }) => sum + width, 0));
    this.#open.push({ level, width: marker.length, kind });
    if (nested) return { indent, apart: before === undefined && /^\d/.test(marker) && !/^1[.)]/.test(marker) };
    return { indent, apart: before !== undefined && before.kind !== kind };
  }

  /** The list is over. */
  end(): void {
    this.#open.length = 0;
  }
}
