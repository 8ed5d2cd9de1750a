/** Glyphs to words and lines: where spaces are, what letters are, in scripts that run from left to right. */
import { describe, expect, it } from "vitest";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { blocksOf, proseRuns, textsOf } from "../../support/laid-out.ts";
import { linesOf, pageOf, run, type TextRun } from "../../support/page-builder.ts";

/** Single letters, each `advance` after the one before, `width` wide. A space moves on without being drawn. */
function spaced(text: string, advance: number, width = 5): TextRun[] {
  return [...text].flatMap((letter, at) =>
    letter === " " ? [] : [run({ text: letter, x: 72 + at * advance, width })],
  );
}

describe("A space", () => {
  it("stands for a gap, and not for kerning", () => {
    expect(textsOf([run({ text: "Hello", x: 72 }), run({ text: "there", x: 100 })])).toEqual(["Hello there"]);
    expect(textsOf([run({ text: "Hel", x: 72 }), run({ text: "lo", x: 87.8 })])).toEqual(["Hello"]);
  });

  it("that the file draws is one, however narrow", () => {
    const runs = [
      run({ text: "Hello", x: 72 }),
      run({ text: " ", x: 97, width: 0.5 }),
      run({ text: "there", x: 97.5 }),
    ];
    expect(textsOf(runs)).toEqual(["Hello there"]);
  });

  it("that the file draws is one only, however many there are", () => {
    expect(textsOf([run({ text: "Hello   there\u00A0\u2003you" })])).toEqual(["Hello there you"]);
  });

  it("is no gap of text set with tracking, whose words stand farther apart still", () => {
    expect(textsOf(spaced("WIDE OPEN SPACES", 7))).toEqual(["WIDE OPEN SPACES"]);
  });

  it("of justified text may be narrow", () => {
    const words = ["some", "words", "pushed", "together"];
    let x = 72;
    const runs = words.map((text) => {
      const one = run({ text, x });
      x += one.width + 1.6;
      return one;
    });
    expect(textsOf(runs)).toEqual(["some words pushed together"]);
  });

  it("stands where the text begins anew behind what it has drawn", () => {
    const lines = [run({ text: "second", x: 110 }), run({ text: "first", x: 72 })];
    expect(textsOf(lines)).toEqual(["first second"]);
  });

  it("is none between the letters of one ligature, which have one box", () => {
    const page = pageOf([run({ text: "ef" }), run({ text: "f", x: 77 }), run({ text: "ect", x: 82 })]);
    expect(layOutPage(page).blocks[0]?.block.text).toBe("effect");
  });

  it("is none between Chinese characters, unless the gap is as wide as one", () => {
    const wide = (text: string, x: number) => run({ text, x, width: [...text].length * 10 });
    expect(textsOf([wide("潮汐", 72), wide("表", 94)])).toEqual(["潮汐表"]);
    expect(textsOf([wide("潮汐", 72), wide("表", 102)])).toEqual(["潮汐 表"]);
  });
});

describe("A line", () => {
  it("keeps its words whatever order the file draws them in", () => {
    expect(
      textsOf([run({ text: "three", x: 160 }), run({ text: "one", x: 72 }), run({ text: "two", x: 120 })]),
    ).toEqual(["one two three"]);
  });

  it("is read once where it is drawn twice to look bold", () => {
    expect(textsOf([run({ text: "Title", x: 72 }), run({ text: "Title", x: 72.3 })])).toEqual(["Title"]);
  });

  it("is read once where each word is drawn twice, and where each letter is", () => {
    const words = [run({ text: "A", x: 72 }), run({ text: "Title", x: 80 })];
    const again = words.map((one) => ({ ...one, x: one.x + 0.3 }));
    expect(textsOf(words.flatMap((one, at) => [one, again[at] ?? one]))).toEqual(["A Title"]);
    const letters = [..."boot"].flatMap((text, at) => [72, 72.4].map((x) => run({ text, x: x + at * 5 })));
    expect(textsOf(letters)).toEqual(["boot"]);
  });

  it("keeps letters that are doubled side by side", () => {
    expect(textsOf([run({ text: "l", x: 72, width: 2.2 }), run({ text: "l", x: 74.2, width: 2.2 })])).toEqual(["ll"]);
  });
});

describe("A letter", () => {
  it("is what a ligature or a presentation form stands for", () => {
    expect(textsOf([run({ text: "e\uFB03cient" })])).toEqual(["efficient"]);
  });

  it("carries the accent that is drawn before it", () => {
    expect(textsOf([run({ text: "na\u00A8\u0131ve" })])).toEqual(["naïve"]);
  });

  it("carries the accent that combines with it, as one character", () => {
    expect(textsOf([run({ text: "cafe\u0301" })])).toEqual(["caf\u00E9"]);
  });

  it("carries the accent that is drawn over it, before it or after it", () => {
    const before = [run({ text: "cafes", x: 72 }), run({ text: "fre\u00B4", x: 100 })];
    expect(
      textsOf([run({ text: "Soszy", x: 72 }), run({ text: "\u00B4", x: 98, width: 3 }), run({ text: "nski", x: 97 })]),
    ).toEqual(["Soszy\u0144ski"]);
    expect(
      textsOf([run({ text: "Gale", x: 72 }), run({ text: "\u00B4", x: 88, width: 3 }), run({ text: "o", x: 92 })]),
    ).toEqual(["Gal\u00E9o"]);
    expect(textsOf(before)).toEqual(["cafes fre\u00B4"]);
  });

  it("bears no ring that means degrees", () => {
    expect(textsOf([run({ text: "37 \u02DAC" })])).toEqual(["37 \u00B0C"]);
  });

  it("of a formula is the plain one where it is in plain italics only", () => {
    expect(textsOf([run({ text: "\u{1D45D} < \u{1D6FC}, \u{1D40F}" })])).toEqual(["p < \u03B1, \u{1D40F}"]);
  });

  it("that no font tells is left to the drawing, where nothing else is said beside it", () => {
    const blocks = blocksOf([...proseRuns(6), run({ text: "\uFFFD\uFFFD\uFFFD \uFFFD a", baseline: 400 })]);
    expect(blocks.map(({ type }) => type)).toEqual(["paragraph", "figure"]);
    expect(blocksOf([run({ text: "\uFFFD\uFFFD\uFFFD \uFFFD a" })]).map(({ type }) => type)).toEqual(["paragraph"]);
  });

  it("is no radical of a character, but the character", () => {
    expect(textsOf([run({ text: "\u2F54" })])).toEqual(["水"]);
  });

  it("that the font does not tell is U+FFFD, and the page warns", () => {
    const page = layOutPage(pageOf([run({ text: "a\u0003b\uFFFDc" })]));
    expect(page.blocks[0]?.block.text).toBe("a\uFFFDb\uFFFDc");
    expect(page.warnings).toMatchObject([{ code: "text_undecodable", page: 1 }]);
  });
});

describe("Spans", () => {
  it("are as many as there are settings, and their texts are the block's", () => {
    const block = layOutPage(
      pageOf([run({ text: "plain" }), run({ text: "bold", x: 100, bold: true }), run({ text: "plain", x: 123 })]),
    ).blocks[0]?.block;
    expect(block?.spans).toEqual([
      { text: "plain ", font: "Serif", size: 10 },
      { text: "bold ", font: "Serif", size: 10, bold: true },
      { text: "plain", font: "Serif", size: 10 },
    ]);
    expect(block?.text).toBe("plain bold plain");
  });

  it("carry the link that lies over them", () => {
    const links = [{ box: [97, 88, 122, 104] as [number, number, number, number], url: "https://example.org/" }];
    const block = layOutPage(pageOf([run({ text: "see there now" })], 1, { links })).blocks[0]?.block;
    expect(block?.spans.map(({ text, link }) => [text, link])).toEqual([
      ["see ", undefined],
      ["there ", "https://example.org/"],
      ["now", undefined],
    ]);
  });

  it("link to a page of the document by its number", () => {
    const links = [{ box: [70, 88, 140, 104] as [number, number, number, number], page: 7 }];
    const block = layOutPage(pageOf([run({ text: "see there" })], 1, { links })).blocks[0]?.block;
    expect(block?.spans).toEqual([{ text: "see there", font: "Serif", size: 10, link: "#page=7" }]);
  });
});

it("Lines of a page are all there, in their order", () => {
  const texts = Array.from({ length: 40 }, (_, at) => `Line number ${at} of the page.`);
  expect(textsOf(linesOf(texts)).join(" ")).toBe(texts.join(" "));
});
