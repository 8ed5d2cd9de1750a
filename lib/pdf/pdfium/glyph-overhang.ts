/**
 * How far the ink of a font's glyphs reaches beyond their advance. PDFium's boxes include that ink: the hook of an italic f would fill the space after it.
 * Asked once for each character of a font; what PDFium tells of it counts only where the ink alone makes the box.
 */

/** Characters of the scripts whose letters overhang; ems for each, NaN where not asked yet. */
const LAST_CODE = 0x24f;
/** Ems. More is no overhang but the width of another glyph; less does not matter. */
const MOST_EMS = 0.35;
const LEAST_EMS = 0.02;
/**
 * Ems. No more is taken off, for a gap of ink remains between words even there, and between a slanted letter of a formula and its exponent, or inside of a
 * ligature, there is none.
 */
const MOST_TAKEN_EMS = 0.06;
/** A glyph keeps at least this share of its box. */
const LEAST_KEPT = 0.4;

export class GlyphOverhang {
  readonly #ems = new Float32Array(LAST_CODE + 1).fill(Number.NaN);

  /** Ems; 0 for a character that does not overhang, undefined for one that was not measured yet. */
  of(code: number): number | undefined {
    if (code > LAST_CODE) return 0;
    const ems = this.#ems[code] ?? 0;
    return Number.isNaN(ems) ? undefined : ems;
  }

  /** `reach` is how far the box of a glyph goes from its origin, `advance` how far the next glyph is from it, 0 where that is not known: in ems. */
  measure(code: number, reach: number, advance: number): number {
    const over = reach - advance;
    const sound = advance >= LEAST_KEPT * reach && over >= LEAST_EMS && over <= MOST_EMS;
    const ems = sound ? Math.min(over, MOST_TAKEN_EMS) : 0;
    if (code <= LAST_CODE) this.#ems[code] = ems;
    return ems;
  }
}
