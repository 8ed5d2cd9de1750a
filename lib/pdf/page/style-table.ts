/** The styles of a page, each once. */
import type { GlyphStyle } from "../../contracts/page-content.ts";

export class StyleTable {
  readonly #limit: number;
  readonly #styles: GlyphStyle[] = [];
  readonly #places = new Map<string, number>();
  #last: { readonly style: GlyphStyle; readonly place: number } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get styles(): readonly GlyphStyle[] {
    return this.#styles;
  }

  /** The style's place in the table. Beyond the limit every further style counts as the last one. */
  indexOf(style: GlyphStyle): number {
    // Mostly the next object is set as the one before it: its key need not be written.
    if (this.#last !== undefined && isSame(this.#last.style, style)) return this.#last.place;
    const place = this.#placeOf(style);
    this.#last = { style, place };
    return place;
  }

  #placeOf(style: GlyphStyle): number {
    const key = keyOf(style);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#styles.length >= this.#limit) return this.#styles.length - 1;
    const place = this.#styles.push(style) - 1;
    this.#places.set(key, place);
    return place;
  }
}

function isSame(a: GlyphStyle, b: GlyphStyle): boolean {
  return (
    a.size === b.size &&
    a.font === b.font &&
    a.color === b.color &&
    a.angle === b.angle &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.monospace === b.monospace &&
    a.vertical === b.vertical &&
    a.hidden === b.hidden &&
    a.undecodable === b.undecodable
  );
}

function keyOf(style: GlyphStyle): string {
  const flags =
    Number(style.bold) |
    (Number(style.italic) << 1) |
    (Number(style.monospace) << 2) |
    (Number(style.vertical) << 3) |
    (Number(style.hidden) << 4) |
    (Number(style.undecodable) << 5);
  return `${style.size} ${style.angle} ${style.color} ${flags} ${style.font}`;
}
