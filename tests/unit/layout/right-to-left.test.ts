/** Text that runs from right to left, in logical order. */
import { describe, expect, it } from "vitest";
import { placeBrackets } from "../../../lib/layout/place-brackets.ts";
import { blocksOf, textsOf } from "../../support/laid-out.ts";
import { linesOf, run, type TextRun } from "../../support/page-builder.ts";

/** Words in the order of reading, the first at the right end; Latin ones and numbers are drawn left to right. */
function fromTheRight(words: readonly string[], init: Partial<TextRun> = {}): TextRun[] {
  let right = 500;
  return words.map((text) => {
    const width = [...text].length * 5;
    const x = right - width;
    right = x - 3;
    return run({ text, x, width, rightToLeft: /[\u0590-\u08FF]/.test(text), ...init });
  });
}

describe("A line from right to left", () => {
  it("is read from the right", () => {
    expect(textsOf(fromTheRight(["שלום", "עולם"]))).toEqual(["שלום עולם"]);
  });

  it("is the same when the file draws its glyphs from the left", () => {
    const drawn = [run({ text: "םלוע", x: 457 }), run({ text: "םולש", x: 480 })];
    expect(textsOf(drawn)).toEqual(["שלום עולם"]);
  });

  it("has its Latin words and numbers read from the left, in their own order", () => {
    const runs = [
      run({ text: "שלום", x: 320, rightToLeft: true }),
      run({ text: "PDF", x: 280 }),
      run({ text: "1.7", x: 299 }),
      run({ text: "עולם", x: 250, rightToLeft: true }),
    ];
    expect(textsOf(runs)).toEqual(["שלום PDF 1.7 עולם"]);
  });

  it("has dates as they are read, though their parts are drawn from the right", () => {
    const runs = [
      run({ text: "תאריך", x: 320, rightToLeft: true }),
      run({ text: "19", x: 300, width: 10 }),
      run({ text: "/", x: 297, width: 3 }),
      run({ text: "09", x: 287, width: 10 }),
      run({ text: "/", x: 284, width: 3 }),
      run({ text: "1403", x: 264, width: 20 }),
    ];
    expect(textsOf(runs)).toEqual(["תאריך 1403/09/19"]);
  });

  it("has brackets as their place asks, however the file tells them", () => {
    expect(textsOf(fromTheRight(["שלום", "(עולם(", "גדול"]))).toEqual(["שלום (עולם) גדול"]);
    expect(placeBrackets("ab )cd( ef")).toBe("ab (cd) ef");
    expect(placeBrackets("ab (cd ( ef")).toBe("ab (cd ) ef");
    expect(placeBrackets("f(x) 2) [7]")).toBe("f(x) 2) [7]");
  });

  it("has the spaces that are drawn before the later of two words", () => {
    const runs = [
      run({ text: "שלום", x: 320, width: 20, rightToLeft: true }),
      run({ text: " ", x: 320, width: 0 }),
      run({ text: "עולם", x: 300, width: 20, rightToLeft: true }),
      run({ text: ".", x: 297, width: 3 }),
    ];
    expect(textsOf(runs)).toEqual(["שלום עולם."]);
  });

  it("has numbers with their signs in one piece", () => {
    expect(textsOf(fromTheRight(["בשנת", "1,250.75", "שקל"]))).toEqual(["בשנת 1,250.75 שקל"]);
  });

  it("keeps a number that hangs on a letter as it is", () => {
    // Drawn as seen: the number on the left of the letter that it belongs to.
    expect(textsOf([run({ text: "2024-ב", x: 400 }), run({ text: "נולד", x: 433, rightToLeft: true })])).toEqual([
      "נולד ב-2024",
    ]);
  });

  it("has its brackets as they are meant, not as they look", () => {
    // The left bracket of the page closes.
    expect(textsOf([run({ text: "(םלוע)", x: 447 }), run({ text: "םולש", x: 480 })])).toEqual(["שלום (עולם)"]);
  });

  it("has presentation forms and the ligature of lam and alef as letters", () => {
    expect(textsOf([run({ text: "\uFEF3\uFEFC", rightToLeft: true })])).toEqual(["يلا"]);
  });

  it("keeps points and vowel signs on their letters", () => {
    const glyphs = [
      run({ text: "ש", x: 95, width: 5 }),
      run({ text: "\u05B8", x: 96, width: 2 }),
      run({ text: "ל", x: 90, width: 5 }),
    ];
    expect(textsOf(glyphs)).toEqual(["ש\u05B8ל"]);
  });
});

describe("A paragraph from right to left", () => {
  it("goes on over its lines", () => {
    const lines = linesOf(["אחת שתיים שלוש ארבע", "חמש שש שבע שמונה"], { x: 300, rightToLeft: true, width: 100 });
    expect(textsOf(lines)).toEqual(["אחת שתיים שלוש ארבע חמש שש שבע שמונה"]);
  });

  it("has its item's marker at the right", () => {
    const items = [0, 1].flatMap((row) => [
      run({ text: "•", x: 495, width: 5, baseline: 100 + row * 14 }),
      run({ text: "פריט ברשימה", x: 430, width: 55, rightToLeft: true, baseline: 100 + row * 14 }),
    ]);
    expect(blocksOf(items)).toMatchObject([
      { type: "list_item", marker: "•", text: "פריט ברשימה", level: 1 },
      { type: "list_item", marker: "•", text: "פריט ברשימה", level: 1 },
    ]);
  });

  it("stands in the right column when that is read first", () => {
    const words = ["ים", "חוף", "סירה", "מגדלור", "גל", "אבן", "שחפים"];
    const column = (first: string, right: number) =>
      Array.from({ length: 8 }, (_, row) => {
        const text = [first, ...Array.from({ length: 7 }, (_, at) => words[(row * 3 + at * (row + 2)) % 7])].join(" ");
        return run({ text, x: right - text.length * 5, rightToLeft: true, baseline: 100 + row * 12 });
      });
    const texts = textsOf([...column("שמאל", 280), ...column("ימין", 540)]).join(" ");
    expect(texts.lastIndexOf("ימין")).toBeGreaterThan(0);
    expect(texts.lastIndexOf("ימין")).toBeLessThan(texts.indexOf("שמאל"));
  });
});
