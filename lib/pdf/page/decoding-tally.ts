/** How much of each font's text on a page could be decoded. */
import type { GlyphStyle } from "../../contracts/page-content.ts";
import { MAX_FONTS_TOLD } from "../../contracts/warning.ts";

/** A font of which at least this share is not decoded on a page is not to be trusted there. */
const UNDECODABLE_SHARE = 0.25;

export class DecodingTally {
  readonly #fonts = new Map<string, { glyphs: number; failures: number }>();

  count(font: string, glyphs: number, failures: number): void {
    const known = this.#fonts.get(font);
    if (known === undefined) {
      this.#fonts.set(font, { glyphs, failures });
    } else {
      known.glyphs += glyphs;
      known.failures += failures;
    }
  }

  /** The styles, those of fonts that cannot be trusted marked so. */
  mark(styles: readonly GlyphStyle[]): GlyphStyle[] {
    return styles.map((style) => {
      const { glyphs, failures } = this.#fonts.get(style.font) ?? { glyphs: 0, failures: 0 };
      return failures > 0 && failures >= UNDECODABLE_SHARE * glyphs ? { ...style, undecodable: true } : style;
    });
  }

  /** Names of the fonts of which some glyph could not be decoded, as far as they have one: the first of the alphabet. */
  fonts(): string[] {
    const names = [...this.#fonts].filter(([name, { failures }]) => name !== "" && failures > 0).map(([name]) => name);
    return names.sort().slice(0, MAX_FONTS_TOLD);
  }
}
