/** Glyphs and styles while a page is read. */
import { describe, expect, it } from "vitest";
import type { GlyphStyle } from "../../../../lib/contracts/page-content.ts";
import { soundCode } from "../../../../lib/pdf/page/character-code.ts";
import { GlyphList } from "../../../../lib/pdf/page/glyph-list.ts";
import { StyleTable } from "../../../../lib/pdf/page/style-table.ts";

const style: GlyphStyle = {
  font: "Any",
  size: 10,
  bold: false,
  italic: false,
  monospace: false,
  color: 0,
  angle: 0,
  vertical: false,
  hidden: false,
  undecodable: false,
};

describe("the list of glyphs", () => {
  it("keeps everything while it grows, and ends in arrays of equal length", () => {
    const list = new GlyphList();
    for (let index = 0; index < 5_000; index += 1) list.add(65 + (index % 26), index, 1, 2, 3, 4, 5, 6, -1);
    const { count, ...arrays } = list.finish();
    expect(count).toBe(5_000);
    expect(Object.values(arrays).map(({ length }) => length)).toEqual(Array(9).fill(5_000));
    expect([arrays.codes[4_999], arrays.x[4_999], arrays.mark[4_999]]).toEqual([65 + (4_999 % 26), 4_999, -1]);
  });

  it("forgets glyphs from a place on", () => {
    const list = new GlyphList();
    for (const code of [65, 66, 67]) list.add(code, 0, 0, 0, 0, 0, 0, 0, -1);
    list.truncate(1);
    list.add(90, 0, 0, 0, 0, 0, 0, 0, -1);
    expect([...list.finish().codes]).toEqual([65, 90]);
  });
});

describe("the table of styles", () => {
  it("has each style once", () => {
    const table = new StyleTable(10);
    expect([table.indexOf(style), table.indexOf({ ...style, bold: true }), table.indexOf({ ...style })]).toEqual([
      0, 1, 0,
    ]);
    expect(table.styles).toEqual([style, { ...style, bold: true }]);
  });

  it("tells every part of a style apart", () => {
    const table = new StyleTable(100);
    const others: Partial<GlyphStyle>[] = [
      { font: "Other" },
      { size: 11 },
      { bold: true },
      { italic: true },
      { monospace: true },
      { color: 1 },
      { angle: 90 },
      { vertical: true },
      { hidden: true },
      { undecodable: true },
    ];
    const places = [{}, ...others].map((other) => table.indexOf({ ...style, ...other }));
    expect(places).toEqual(places.map((_, index) => index));
  });

  it("gives the last style to those beyond its limit", () => {
    const table = new StyleTable(2);
    const sizes = [1, 2, 3].map((size) => table.indexOf({ ...style, size }));
    expect(sizes).toEqual([0, 1, 1]);
  });
});

describe("code points", () => {
  it.each([
    ["a letter", 0x41, 0x41],
    ["a character beyond the first plane", 0x1f600, 0x1f600],
    ["a tab", 0x09, 0x20],
    ["the end of a line", 0x0a, 0x20],
    ["a control character", 0x01, 0xfffd],
    ["a control character of the second set", 0x85, 0xfffd],
    ["half a pair", 0xd800, 0xfffd],
    ["a noncharacter", 0xffff, 0xfffd],
    ["a noncharacter of another plane", 0x1fffe, 0xfffd],
    ["a soft hyphen", 0xad, 0xad],
    ["what is no code point", 0x110000, 0xfffd],
    ["no number", Number.NaN, 0xfffd],
  ])("%s is %s → %s", (_, code, sound) => {
    expect(soundCode(code)).toBe(sound);
  });
});
