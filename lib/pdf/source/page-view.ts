/** A document as an engine is shown it: a few pages at a time, if it lies elsewhere and has many. */
import type { EngineFile } from "./blocking-source.ts";
import { isShown, PageWindows } from "./page-window.ts";

export class PageView {
  readonly #file: EngineFile;
  readonly #windows: PageWindows | undefined;
  /** Index of the first page that is shown. */
  #first = 0;
  #refused = false;

  constructor(file: EngineFile) {
    this.#file = file;
    this.#windows = file instanceof Uint8Array ? undefined : PageWindows.over(file);
  }

  /** Whether the page of this index can be read of what was shown last. */
  shows(index: number | undefined): boolean {
    return index === undefined || this.#window === undefined || isShown(index, this.#first);
  }

  /**
   * Loads the document with pages from the one of this index on. An engine that does not take it in this form, or sees another
   * number of pages in it, is given it as it is from then on. Rejects as `load` does with that.
   */
  async turnTo<T extends Countable>(index: number | undefined, load: (file: EngineFile) => Promise<T>): Promise<T> {
    this.#first = index ?? this.#first;
    const windows = this.#window;
    if (windows === undefined) return await load(this.#file);
    const loaded = await load(windows.show(this.#first)).catch(() => undefined);
    if (loaded?.pageCount === windows.pageCount) return loaded;
    await loaded?.close();
    this.#refused = true;
    return await load(this.#file);
  }

  get #window(): PageWindows | undefined {
    return this.#refused ? undefined : this.#windows;
  }
}

interface Countable {
  readonly pageCount: number;
  close(): void | Promise<void>;
}
