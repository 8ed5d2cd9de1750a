/** Where sentences, words and signs end. */
import { describe, expect, it } from "vitest";
import { TextSegmenter } from "../../../lib/chunks/segment-text.ts";

const sentences = (text: string, language: string | null = "en") =>
  [...new TextSegmenter(language).sentences(text)].map(({ start, end }) => text.slice(start, end));
const words = (text: string) =>
  [...new TextSegmenter("en").words(text)].map(({ start, end }) => text.slice(start, end));
const signs = (text: string) =>
  [...new TextSegmenter("en").signs(text)].map(({ start, end }) => text.slice(start, end));

describe("A sentence", () => {
  it("ends with the blanks behind it", () => {
    expect(sentences("It rises. Does it? Yes!\nIt does.")).toEqual(["It rises. ", "Does it? ", "Yes!\n", "It does."]);
  });

  it("goes on behind shortenings, initials and numbers", () => {
    expect(sentences("See Fig. 3 by Dr. Smith et al. The J. R. Doe of 3.5 m. It ends.")).toEqual([
      "See Fig. 3 by Dr. Smith et al. The J. R. Doe of 3.5 m. ",
      "It ends.",
    ]);
  });

  it("goes on where no space stands: before the mark of a reference, inside of an address", () => {
    expect(sentences("It was shown.[1] Ask for /a?b=1 now.")).toEqual(["It was shown.[1] Ask for /a?b=1 now."]);
  });

  it("ends without a space in scripts that have none", () => {
    expect(sentences("海は静かだ。潮が満ちる。", "ja")).toEqual(["海は静かだ。", "潮が満ちる。"]);
  });

  it("ends by the rules of its language", () => {
    expect(sentences("Τι ώρα είναι; Δεν ξέρω.", "el")).toEqual(["Τι ώρα είναι; ", "Δεν ξέρω."]);
    expect(sentences("It is late; I go.")).toHaveLength(1);
  });

  it("may be longer than what is looked at at once", () => {
    const long = `${"word ".repeat(2_000)}ends.`;
    expect(sentences(`${long} Next.`)).toEqual([`${long} `, "Next."]);
  });

  it("is told for a language that nobody knows as well", () => {
    expect(sentences("One. Two.", "tlh")).toEqual(["One. ", "Two."]);
  });
});

describe("A word", () => {
  it("is what stands between blanks, with its punctuation", () => {
    expect(words(" It's (only)\n3.5 m/s, https://a.example/b?c. ")).toEqual([
      "It's",
      "(only)",
      "3.5",
      "m/s,",
      "https://a.example/b?c.",
    ]);
  });

  it("is told by a dictionary in scripts without spaces, with the punctuation at it", () => {
    expect(words("潮汐表は、「満潮」です。")).toEqual(["潮汐", "表", "は、", "「満潮」", "です。"]);
    expect(words("ผลประกอบการดี").length).toBeGreaterThan(1);
  });

  it("is one where it is long", () => {
    expect(words(`${"x".repeat(5_000)} y`)).toEqual(["x".repeat(5_000), "y"]);
  });
});

it("A sign is what a reader takes for one", () => {
  expect(signs("e\u0301👩‍👩‍👧x")).toEqual(["e\u0301", "👩‍👩‍👧", "x"]);
});

it("All of a long text is gone through in a time that grows with its length only", () => {
  const text = "A b. ".repeat(40_000);
  expect(sentences(text)).toHaveLength(40_000);
});
