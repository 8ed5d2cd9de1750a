/** The styles of a page, each once. */
import type { GlyphStyle } from "../../contracts/page-content.ts";

export class StyleTable {
  readonly #limit: number;
  readonly #styles: GlyphStyle[] = [];
  readonly #places = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get styles(): readonly GlyphStyle[] {
    return this.#styles;
  }

  /** The style's place in the table. Beyond the limit every further style counts as the last one. */
  indexOf(style: GlyphStyle): number {
    const key = keyOf(style);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#styles.length >= this.#limit) return this.#styles.length - 1;
    const place = this.#styles.push(style) - 1;
    this.#places.set(key, place);
    return place;
  }
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
