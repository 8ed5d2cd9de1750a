/** Where the terms of a glossary stand in a text, what is demanded of its translation, and what a glossary may hold. */
import { describe, expect, it } from "vitest";
import { MAX_GLOSSARY_TERMS } from "../../../lib/limits/glossary-limits.ts";
import { checkTranslation } from "../../../lib/translate/check.ts";
import { joinTerms } from "../../../lib/translate/glossary-terms.ts";
import { tagSpans } from "../../../lib/translate/protect.ts";
import { termsIn } from "../../../lib/translate/terms-in.ts";

const terms = (...sources: string[]) => sources.map((source) => ({ source, target: source.toUpperCase() }));
const found = (text: string, ...sources: string[]) => termsIn(text, terms(...sources)).map(({ source }) => source);

describe("A term stands in a text", () => {
  it.each([
    ["as a word, whatever its case", "The Cat sat.", ["cat"], ["cat"]],
    ["not as a part of a word", "They concatenate 2cats.", ["cat", "cats"], []],
    ["beside signs", "(cat)", ["cat"], ["cat"]],
    ["composed or not", "cafe\u0301", ["café"], ["café"]],
    ["not with another accent", "cafe\u0301", ["cafe"], []],
    ["within text that sets no spaces", "東京都の猫です", ["猫"], ["猫"]],
    ["with signs at its edge", "C++ and .NET", ["c++", ".net"], [".net", "c++"]],
    ["not where it is only a part of a longer one", "A bank account.", ["bank", "bank account"], ["bank account"]],
    [
      "beside a longer one that has it",
      "The bank has a bank account.",
      ["bank", "bank account"],
      ["bank account", "bank"],
    ],
  ])("%s", (_, text, sources, expected) => {
    expect(found(text, ...sources)).toEqual(expected);
  });
});

describe("A translation", () => {
  const verdict = (source: string, translation: string, glossary: { source: string; target: string }[]) =>
    checkTranslation(translation, {
      tagged: tagSpans([{ text: source, font: "serif", size: 10 }], []),
      to: "de",
      terms: glossary,
      isForeign: () => false,
    });

  it("uses the terms that stand in its source", () => {
    const glossary = [{ source: "tax", target: "Abgabe" }];
    expect(verdict("The tax is high.", "Die Steuer ist hoch.", glossary)).toEqual({ wrong: "glossary" });
    expect(verdict("The tax is high.", "Die Abgaben sind hoch.", glossary)).toHaveProperty("spans");
    expect(verdict("The taxi is here.", "Das Taxi ist hier.", glossary)).toHaveProperty("spans");
  });

  it("may have the numbers and addresses of a term's translation, and no others", () => {
    const glossary = [{ source: "the norm", target: "DIN 5008 (www.din.de)" }];
    expect(verdict("Read the norm.", "Lies DIN 5008 (www.din.de).", glossary)).toHaveProperty("spans");
    expect(verdict("Read the norm.", "Lies DIN 5008 (www.din.de) 7.", glossary)).toEqual({ wrong: "numbers" });
    expect(verdict("Read it.", "Lies DIN 5008 (www.din.de).", glossary)).toEqual({ wrong: "numbers" });
  });
});

describe("The terms of a glossary", () => {
  const term = (source: string, target: string) => ({ source, target });

  it("are replaced, or come beside those that are there, the later ones in place of the earlier", () => {
    const before = [term("a", "1"), term("b", "2")];
    const coming = [term("B", "3"), term("c", "4"), term("c", "4")];
    expect(joinTerms(before, coming, "replace")).toEqual([term("B", "3"), term("c", "4")]);
    expect(joinTerms(before, coming, "merge")).toEqual([term("a", "1"), term("B", "3"), term("c", "4")]);
  });

  it("have one translation each", () => {
    const twice = [term("a", "1"), term("A", "2")];
    expect(() => joinTerms([], twice, "replace")).toThrow(
      expect.objectContaining({ code: "glossary_invalid", pointer: "/terms/1/source" }),
    );
    const lines = twice.map((each, n) => ({ ...each, line: n + 2 }));
    expect(() => joinTerms([], lines, "merge")).toThrow(
      expect.objectContaining({ code: "glossary_invalid", detail: expect.stringMatching(/^Line 3: /) }),
    );
  });

  it("are not more than a glossary takes, by number and by bytes", () => {
    const many = (name: string, length: number) => Array.from({ length }, (_, n) => term(`${name}${n}`, "x"));
    expect(joinTerms(many("a", MAX_GLOSSARY_TERMS - 1), many("b", 1), "merge")).toHaveLength(MAX_GLOSSARY_TERMS);
    const over = () => joinTerms(many("a", MAX_GLOSSARY_TERMS), many("b", 1), "merge");
    expect(over).toThrow(expect.objectContaining({ code: "glossary_invalid" }));
    const heavy = many("a", MAX_GLOSSARY_TERMS).map(({ source }) => term(source, "語".repeat(200)));
    expect(() => joinTerms([], heavy, "replace")).toThrow(
      expect.objectContaining({ detail: expect.stringContaining("bytes") }),
    );
  });
});
