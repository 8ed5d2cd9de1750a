/** Accents that are drawn as signs of their own over a letter, before it or after it, as TeX's older fonts and some converters do. */
import type { Glyphs } from "../contracts/page-content.ts";

const COMBINING: ReadonlyMap<number, string> = new Map([
  [0x60, "\u0300"],
  [0xa8, "\u0308"],
  [0xaf, "\u0304"],
  [0xb4, "\u0301"],
  [0xb8, "\u0327"],
  [0x2c6, "\u0302"],
  [0x2c7, "\u030c"],
  [0x2d8, "\u0306"],
  [0x2d9, "\u0307"],
  [0x2da, "\u030a"],
  [0x2dc, "\u0303"],
  [0x2dd, "\u030b"],
]);
/** An accent belongs to a letter that is under this share of it. */
const OVER_SHARE = 0.6;

/** The accent as a combining mark, and whether its letter comes after it. Undefined for all that is no sign over a letter. Only neighbours `from` to `to`, exclusive, are asked. */
export function drawnAccent(
  glyphs: Glyphs,
  at: number,
  from: number,
  to: number,
): { readonly mark: string; readonly before: boolean } | undefined {
  const mark = COMBINING.get(glyphs.codes[at] ?? 0);
  if (mark === undefined) return;
  if (at + 1 < to && isOver(glyphs, at, at + 1)) return { mark, before: true };
  return at > from && isOver(glyphs, at, at - 1) ? { mark, before: false } : undefined;
}

function isOver({ codes, left, right, y }: Glyphs, accent: number, letter: number): boolean {
  const [start, end] = [left[accent] ?? 0, right[accent] ?? 0];
  const [from, to] = [left[letter] ?? 0, right[letter] ?? 0];
  const shared = Math.min(end, to) - Math.max(start, from);
  const near = Math.abs((y[accent] ?? 0) - (y[letter] ?? 0)) < to - from;
  return near && shared > OVER_SHARE * (end - start) && /\p{L}/u.test(String.fromCodePoint(codes[letter] ?? 0));
}
