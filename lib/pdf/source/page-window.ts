/**
 * A file in which only some pages are pages, and the others empty stand-ins: a reader that goes through all pages before the one
 * it looks for need not read them. To the file is added what a change of it would be, a table of objects that replaces older ones.
 */
import type { BlockingSource } from "./blocking-source.ts";
import { findLeafPages, type LeafPage } from "./leaf-pages.ts";
import { ObjectTable } from "./object-table.ts";

/** Of the trailer these are about the table that it stands behind. */
const OF_ONE_TABLE: ReadonlySet<string> = new Set(["Prev", "XRefStm"]);

/** Pages that are shown at once. */
const WINDOW_PAGES = 64;

export class PageWindows {
  readonly #source: BlockingSource;
  readonly #table: ObjectTable;
  readonly #pages: readonly LeafPage[];

  /** Undefined for short files, and for such as are built in another way than the common one; they have to be read as they are. */
  static over(source: BlockingSource): PageWindows | undefined {
    const table = ObjectTable.read(source);
    const pages = table && findLeafPages(table);
    return pages && pages.length > WINDOW_PAGES ? new PageWindows(source, table, pages) : undefined;
  }

  get pageCount(): number {
    return this.#pages.length;
  }

  private constructor(source: BlockingSource, table: ObjectTable, pages: readonly LeafPage[]) {
    this.#source = source;
    this.#table = table;
    this.#pages = pages;
  }

  /** The file with some pages, from the one with the index `first` on. */
  show(first: number): BlockingSource {
    return withEnd(this.#source, this.#endThatHides(this.#pages.filter((_, index) => !isShown(index, first))));
  }

  #endThatHides(pages: readonly LeafPage[]): Uint8Array {
    const { sizeBytes } = this.#source;
    let text = "\n";
    const lines = pages
      .toSorted((a, b) => a.number - b.number)
      .map(({ number, parent }) => {
        const place = sizeBytes + text.length;
        text += `${number} 0 obj\n<< /Type /Page /Parent ${parent} 0 R >>\nendobj\n`;
        return `${number} 1\n${String(place).padStart(10, "0")} 00000 n \n`;
      });
    const entries = [...this.#table.trailer].filter(([name]) => !OF_ONE_TABLE.has(name));
    const trailer = entries.map(([name, value]) => `/${name} ${value}`).join(" ");
    const start = sizeBytes + text.length;
    text += `xref\n${lines.join("")}trailer\n<< ${trailer} /Prev ${this.#table.start} >>\nstartxref\n${start}\n%%EOF\n`;
    return Buffer.from(text, "latin1");
  }
}

/** Whether a page is there when those from `first` on are shown. */
export function isShown(index: number, first: number): boolean {
  return index >= first && index < first + WINDOW_PAGES;
}

function withEnd(source: BlockingSource, end: Uint8Array): BlockingSource {
  const fill = (target: Uint8Array, start: number, pictures?: boolean): boolean => {
    const inside = Math.max(0, Math.min(target.byteLength, source.sizeBytes - start));
    if (inside > 0 && !source.fill(target.subarray(0, inside), start, pictures)) return false;
    const from = start + inside - source.sizeBytes;
    const rest = end.subarray(Math.max(0, from), Math.max(0, from) + target.byteLength - inside);
    if (rest.byteLength < target.byteLength - inside) return false;
    target.set(rest, inside);
    return true;
  };
  return {
    sizeBytes: source.sizeBytes + end.byteLength,
    fill,
    async read(start, to) {
      const bytes = new Uint8Array(to - start);
      if (!fill(bytes, start)) throw new Error("The document cannot be read.");
      return bytes;
    },
  };
}
