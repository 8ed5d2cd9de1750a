/** Whatever stands on a page, it is laid out: never a throw, never a number that is none, and in bounded time. */

import { describe, expect, it } from "vitest";
import { laidOutPageSchema, pageSummarySchema } from "../../../lib/contracts/block.ts";
import type { Box } from "../../../lib/contracts/box.ts";
import type { GlyphStyle, PageContent, Ruling } from "../../../lib/contracts/page-content.ts";
import { resultPageSchema } from "../../../lib/contracts/result.ts";
import { applyStyle } from "../../../lib/layout/apply-style.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { settleStyle } from "../../../lib/layout/settle-style.ts";
import { summarisePage } from "../../../lib/layout/summarise-page.ts";
import { boxesOf, glyphAt, type LooseGlyph, PLAIN_STYLE, pageOfGlyphs } from "../../support/absurd-pages.ts";
import { fc } from "../../support/property.ts";

/** Lays a page out and settles it; all that comes of it fits its schema. */
function expectSound(page: PageContent): void {
  const laidOut = layOutPage(page);
  expect(laidOutPageSchema.safeParse(laidOut).error?.issues.slice(0, 2)).toBeUndefined();
  const summary = summarisePage(laidOut);
  expect(pageSummarySchema.safeParse(summary).error?.issues.slice(0, 2)).toBeUndefined();
  const result = applyStyle(laidOut, settleStyle([summary]));
  expect(resultPageSchema.safeParse(result).error?.issues.slice(0, 2)).toBeUndefined();
}

const FAR = 2_000_000;
const coordinate = fc.oneof(
  fc.integer({ min: -50, max: 800 }),
  fc.double({ min: -FAR, max: FAR, noNaN: true }),
  fc.constantFrom(0, 72, 100, FAR, -FAR),
);
const length = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(0, 5, 10),
  fc.double({ min: 0, max: FAR, noNaN: true }),
);
const box = fc.tuple(coordinate, coordinate, length, length).map(([x, y, w, h]): Box => [x, y, x + w, y + h]);
const code = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0x590, max: 0x6ff }),
  fc.integer({ min: 0x3000, max: 0x9fff }),
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0x20, 0x2d, 0xad, 0x2022, 0x31, 0x2e, 0xd800, 0x10ffff, 0xfffd, 0),
);
const glyph: fc.Arbitrary<LooseGlyph> = fc.record({
  code,
  left: coordinate,
  top: coordinate,
  width: length,
  height: length,
  style: fc.integer({ min: 0, max: 9 }),
});
const style: fc.Arbitrary<GlyphStyle> = fc.record({
  font: fc.constantFrom("", "Serif", "Mono"),
  size: fc.constantFrom(0, 0.2, 6, 10, 10, 14, 500, FAR),
  bold: fc.boolean(),
  italic: fc.boolean(),
  monospace: fc.boolean(),
  color: fc.constantFrom(0, 0xffffff, 0x202080),
  angle: fc.constantFrom(0, 0, 0, 90, 180, 270, 45, 359, 359.9),
  vertical: fc.boolean(),
  hidden: fc.boolean(),
  undecodable: fc.boolean(),
});
const ruling: fc.Arbitrary<Ruling> = fc
  .tuple(coordinate, coordinate, length, fc.boolean(), length)
  .map(([x, y, long, across, width]) => ({
    x0: x,
    y0: y,
    x1: across ? x + long : x,
    y1: across ? y : y + long,
    width,
  }));

const page = fc
  .record({
    glyphs: fc.array(glyph, { maxLength: 60 }),
    /** Repeats the glyphs below each other, so that there is something to find. */
    times: fc.integer({ min: 1, max: 4 }),
    styles: fc.array(style, { maxLength: 6 }),
    rulings: fc.array(ruling, { maxLength: 12 }),
    fills: fc.array(fc.record({ box, color: fc.constantFrom(0, 0xffffff, 0x202080) }), { maxLength: 20 }),
    images: fc.array(box, { maxLength: 5 }),
    drawings: fc.array(box, { maxLength: 20 }),
    links: fc.array(fc.record({ box, url: fc.constant("https://example.org/") }), { maxLength: 3 }),
    width: fc.constantFrom(0, 1, 612, 1_440_000),
    height: fc.constantFrom(0, 1, 792, 1_440_000),
  })
  .map(({ glyphs, times, ...more }) =>
    pageOfGlyphs(
      glyphs.length * times,
      (at) => {
        const one = glyphs[at % glyphs.length] ?? glyphAt(0, 0);
        return { ...one, top: one.top + 12 * Math.floor(at / glyphs.length) };
      },
      more,
    ),
  );

describe("A page of anything", () => {
  it("is laid out, and gives finite numbers", () => {
    fc.assert(fc.property(page, expectSound), { numRuns: 400 });
  });

  it("may have no styles, or glyphs of a style that is not there", () => {
    expectSound(pageOfGlyphs(20, (at) => glyphAt(72 + at * 5, 100), { styles: [] }));
    expectSound(pageOfGlyphs(20, (at) => glyphAt(72 + at * 5, 100, 0x61, 60_000)));
  });

  it("may be empty", () => {
    expectSound(pageOfGlyphs(0, () => glyphAt(0, 0)));
  });
});

/** As many as engines hand over at most. */
const MANY = 200_000;
const onPage = (at: number, each = 0x61, set = 0) =>
  glyphAt(20 + (at % 100) * 5.5, 20 + (Math.floor(at / 100) % 60) * 12.3, at % 6 === 5 ? 0x20 : each, set);
const tall = { height: MANY * 12 };
const two = {
  ...tall,
  styles: [
    { ...PLAIN_STYLE, size: 12 },
    { ...PLAIN_STYLE, size: 6 },
  ],
};
const white = { ...PLAIN_STYLE, color: 0xffffff };
const ruled = (count: number): Ruling[] =>
  boxesOf(count, 3).map(([x0, y0, x1], at) =>
    at % 2 === 0 ? { x0, y0, x1, y1: y0, width: 1 } : { x0, y0, x1: x0, y1: y0 + 4, width: 1 },
  );

const floods: [string, () => PageContent][] = [
  ["all glyphs at one point", () => pageOfGlyphs(MANY, () => glyphAt(72, 100))],
  [
    "all words at one point",
    () => pageOfGlyphs(MANY, (at) => glyphAt(72, 100, at % 2 === 0 ? 0x61 + (at % 26) : 0x20)),
  ],
  ["one line", () => pageOfGlyphs(MANY, (at) => glyphAt(at * 5, 100), { width: MANY * 5 })],
  [
    "one line with a gap after each glyph",
    () => pageOfGlyphs(MANY, (at) => glyphAt(at * 20, 100), { width: MANY * 20 }),
  ],
  [
    "one line from right to left",
    () => pageOfGlyphs(MANY, (at) => glyphAt((MANY - at) * 5, 100, 0x5d0), { width: MANY * 5 }),
  ],
  ["a line for each glyph", () => pageOfGlyphs(MANY, (at) => glyphAt(72, 100 + at * 12), tall)],
  [
    "a line for each glyph, here and there",
    () => pageOfGlyphs(100_000, (at) => glyphAt(72 + ((at * 7919) % 300), 100 + at * 12), tall),
  ],
  [
    "a hyphen at the end of each line",
    () =>
      pageOfGlyphs(MANY, (at) => glyphAt(72 + (at % 2) * 5, 100 + (at >> 1) * 12, at % 2 === 0 ? 0x61 : 0x2d), tall),
  ],
  [
    "a raised mark on each line",
    () =>
      pageOfGlyphs(MANY, (at) => glyphAt(72 + (at % 2) * 30, 100 + (at >> 1) * 30 - (at % 2) * 4, 0x61, at % 2), two),
  ],
  ["glyphs strewn over the page", () => pageOfGlyphs(MANY, (at) => glyphAt((at * 7919) % 600, (at * 104_729) % 780))],
  [
    "glyphs strewn far around the page",
    () => pageOfGlyphs(MANY, (at) => glyphAt(-1e6 + ((at * 7919) % 2e6), -1e6 + ((at * 104_729) % 2e6))),
  ],
  [
    "a style for every few glyphs",
    () =>
      pageOfGlyphs(MANY, (at) => onPage(at, 0x61, at % 10_000), {
        styles: Array.from({ length: 10_000 }, (_, at) => ({ ...PLAIN_STYLE, font: `F${at}` })),
      }),
  ],
  ["text at an odd angle", () => pageOfGlyphs(MANY, (at) => onPage(at), { styles: [{ ...PLAIN_STYLE, angle: 45 }] })],
  [
    "text in four directions",
    () =>
      pageOfGlyphs(MANY, (at) => onPage(at, 0x61, at % 4), {
        styles: [0, 90, 180, 270].map((angle) => ({ ...PLAIN_STYLE, angle })),
      }),
  ],
  [
    "white text among all fills, images and drawings",
    () =>
      pageOfGlyphs(MANY, (at) => onPage(at), {
        styles: [white],
        fills: boxesOf(10_000, 8).map((each) => ({ box: each, color: 255 })),
        images: boxesOf(5_000, 0.1),
        drawings: boxesOf(20_000, 0.1),
      }),
  ],
  [
    "white text on fills over each other",
    () =>
      pageOfGlyphs(MANY, (at) => onPage(at), {
        styles: [white],
        fills: boxesOf(10_000, 800).map((each) => ({ box: each, color: 255 })),
      }),
  ],
  [
    "all images and drawings",
    () => pageOfGlyphs(MANY, (at) => onPage(at), { images: boxesOf(5_000, 3), drawings: boxesOf(20_000, 3) }),
  ],
  ["all rulings", () => pageOfGlyphs(20_000, (at) => onPage(at), { rulings: ruled(20_000) })],
  [
    "all links",
    () =>
      pageOfGlyphs(MANY, (at) => onPage(at), {
        links: boxesOf(5_000, 1).map((each) => ({ box: each, url: "https://example.org/" })),
      }),
  ],
];

describe("A page as full as an engine lets it be", () => {
  it.each(floods)("of %s is laid out", { timeout: 60_000 }, (_, make) => {
    const page = make();
    const before = performance.now();
    const laidOut = layOutPage(page);
    summarisePage(laidOut);
    // A loop over all pairs would take minutes.
    expect(performance.now() - before).toBeLessThan(40_000);
    expect(laidOut.blocks.length).toBeGreaterThan(0);
    expect(laidOutPageSchema.safeParse(laidOut).success).toBe(true);
  });
});
