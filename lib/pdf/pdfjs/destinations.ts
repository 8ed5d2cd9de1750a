/** Where links and outline entries lead. */
import type { PDFDocumentProxy } from "unpdf/pdfjs";

/** Places that are remembered; the same ones are asked for on page after page. */
const MAX_KNOWN = 20_000;

type Proxy = Pick<PDFDocumentProxy, "getDestination" | "getPageIndex" | "numPages">;

export class Destinations {
  readonly #proxy: Proxy;
  readonly #known = new Map<string, Promise<number | undefined>>();

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
  }

  /** The 1-based page of a destination as pdf.js gives it, a name or a list; undefined when it leads to no page. Never rejects. */
  async pageOf(destination: unknown): Promise<number | undefined> {
    if (typeof destination === "string") return this.#once(`name ${destination}`, () => this.#pageOfName(destination));
    return Array.isArray(destination) ? this.#pageOfList(destination) : undefined;
  }

  async #pageOfName(name: string): Promise<number | undefined> {
    const list: unknown = await this.#proxy.getDestination(name);
    return Array.isArray(list) ? this.#pageOfList(list) : undefined;
  }

  async #pageOfList([target]: readonly unknown[]): Promise<number | undefined> {
    if (typeof target === "number") return this.#sound(target);
    if (!isReference(target)) return;
    return this.#once(`page ${target.num} ${target.gen}`, async () =>
      this.#sound(await this.#proxy.getPageIndex(target)),
    );
  }

  #sound(index: number): number | undefined {
    return Number.isInteger(index) && index >= 0 && index < this.#proxy.numPages ? index + 1 : undefined;
  }

  #once(key: string, find: () => Promise<number | undefined>): Promise<number | undefined> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = find().catch(() => undefined);
    if (this.#known.size < MAX_KNOWN) this.#known.set(key, found);
    return found;
  }
}

function isReference(value: unknown): value is { readonly num: number; readonly gen: number } {
  if (typeof value !== "object" || value === null || !("num" in value && "gen" in value)) return false;
  return typeof value.num === "number" && typeof value.gen === "number";
}
