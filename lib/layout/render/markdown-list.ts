/** Consecutive list items, nested by their levels: each is indented by the width of what stands before its parents' text. */

interface OpenItem {
  readonly level: number;
  readonly width: number;
  readonly kind: string;
}

export class MarkdownList {
  readonly #open: OpenItem[] = [];

  /** The next item begins: how far it is indented. `marker` is what stands before its text, `kind` tells lists of one level apart. */
  begin(level: number, marker: string, kind: string): { readonly indent: string; readonly newList: boolean } {
    let before: OpenItem | undefined;
    while ((this.#open.at(-1)?.level ?? 0) >= level) before = this.#open.pop();
    const indent = " ".repeat(this.#open.reduce((sum, { width }) => sum + width, 0));
    const newList = before !== undefined && this.#open.length === 0 && before.kind !== kind;
    this.#open.push({ level, width: marker.length, kind });
    return { indent, newList };
  }

  /** The list is over. */
  end(): void {
    this.#open.length = 0;
  }
}
