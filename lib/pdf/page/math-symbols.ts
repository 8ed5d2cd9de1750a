/**
 * The signs of the fonts in which formulas of TeX are set, by their codes. Files name the glyphs of these fonts by names of the
 * fonts' own, which engines do not know. (Knuth, "Computer Modern Typefaces", 1986; American Mathematical Society, "User's Guide to
 * AMSFonts", 2002.)
 */
import { REPLACEMENT } from "./character-code.ts";

const SYMBOLS = signs([
  "−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•",
  "≍≡⊆⊇≤≥⪯⪰∼≈⊂⊃≪≫≺≻",
  "←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝",
  "′∞∈∋△▽\u0338↦∀∃¬∅ℜℑ⊤⊥",
  "ℵABCDEFGHIJKLMNO",
  "PQRSTUVWXYZ∪∩⊎∧∨",
  "⊢⊣⌊⌋⌈⌉{}⟨⟩|∥↕⇕\\≀",
  "√⨿∇∫⊔⊓⊑⊒§†‡¶♣♦♥♠",
]);

/** Large signs, and the pieces of which larger ones are built. */
const EXTENSIONS = signs([
  "()[]⌊⌋⌈⌉{}⟨⟩|∥/\\",
  "()()[]⌊⌋⌈⌉{}⟨⟩/\\",
  "()[]⌊⌋⌈⌉{}⟨⟩/\\/\\",
  "⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐",
  "⎝⎠⎜⎟⟨⟩⨆⨆∮∮⨀⨀⨁⨁⨂⨂",
  "∑∏∫⋃⋂⨄⋀⋁∑∏∫⋃⋂⨄⋀⋁",
  "∐∐\u0302\u0302\u0302\u0303\u0303\u0303[]⌊⌋⌈⌉{}",
  "√√√√⎷⏐┌∥↑↓⏞⏞⏞⏞⇑⇓",
]);

const MORE_SYMBOLS = signs([
  "⊡⊞⊠□■·◇◆↻↺⇌⇋⊟⊩⊪⊨",
  "↠↞⇇⇉⇈⇊↾⇂↿⇃↣↢⇆⇄↰↱",
  "⇝↭↫↬≗≿≳⪆⊸∴∵≑≜≾≲⪅",
  "⪕⪖⋞⋟≼≦⩽≶‵—≓≒≽≧⩾≷",
  "⊏⊐⊳⊲⊵⊴★≬▼▶◀→←△▲▽",
  "≖⋛⋚⪋⪌¥⇛⇚✓⊻⊼⌆∠∡∢∝",
]);

/** A space that is to be seen. */
const TYPEWRITER: readonly number[] = Object.assign([], { 32: 0x2423 });

const FONTS: readonly (readonly [name: RegExp, signs: readonly number[]])[] = [
  [/^CMB?SY\d|^(?:LMMathSymbols|txsy$|pxsy$)/i, SYMBOLS],
  [/^CMEX\d|^(?:LMMathExtension|txex$|pxex$)/i, EXTENSIONS],
  [/^CM(?:SL|I)?TT\d/i, TYPEWRITER],
  [/^(?:MSAM\d|txsya$|pxsya$)/i, MORE_SYMBOLS],
];

/** The signs of a font by code, by its name without the mark of a subset; undefined for fonts that are not known. */
export function mathSigns(font: string): readonly number[] | undefined {
  return FONTS.find(([name]) => name.test(font))?.[1];
}

function signs(rows: readonly string[]): number[] {
  return [...rows.join("")].map((sign) => sign.codePointAt(0) ?? REPLACEMENT);
}
