/** Glossaries as CSV: what spreadsheets write is read, and what is wrong is told with its line. */

import { describe, expect, it } from "vitest";
import { MAX_GLOSSARY_TERM_CHARS, MAX_GLOSSARY_TERMS } from "../../../lib/limits/glossary-limits.ts";
import { termsFromCsv } from "../../../lib/translate/glossary-csv.ts";
import { fc } from "../../support/property.ts";

const pairs = (csv: string) => termsFromCsv(csv).map(({ source, target }) => [source, target]);

describe("A glossary as CSV", () => {
  it("has a term and its translation in each line, however lines end", () => {
    expect(pairs("a,b\r\nc,d\n e , f ")).toEqual([
      ["a", "b"],
      ["c", "d"],
      ["e", "f"],
    ]);
  });

  it("may begin with a header and with a byte order mark, and have empty lines", () => {
    expect(pairs("\uFEFFSource, Target\r\n\r\na,b\n  \n")).toEqual([["a", "b"]]);
    expect(pairs("a,b\nsource,target")).toEqual([
      ["a", "b"],
      ["source", "target"],
    ]);
    expect(pairs("")).toEqual([]);
  });

  it("has quotations that hold commas and quotes", () => {
    expect(pairs('"tax, deferred","the ""tax"""')).toEqual([["tax, deferred", 'the "tax"']]);
  });

  it("is read back as any writer of RFC 4180 writes it", () => {
    const side = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .map((text) =>
        text
          .normalize("NFC")
          .replaceAll(/\p{Cc}/gu, "")
          .trim(),
      )
      .filter((text) => text !== "");
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { maxLength: 20 }), fc.constantFrom("\n", "\r\n"), (terms, end) => {
        const csv = [["source", "target"], ...terms].map((row) => row.map(quoted).join(",")).join(end);
        expect(pairs(csv)).toEqual(terms);
      }),
    );
  });

  it("tells lines as an editor counts them", () => {
    expect(termsFromCsv("source,target\n\na,b\r\nc,d").map(({ line }) => line)).toEqual([3, 4]);
  });

  it.each([
    ["one column", "a,b\nc", /^Line 2: There is one column/],
    ["three columns", "a,b\nc,d,e", /^Line 2: There are more than two/],
    ["a great many columns", `a,b\n${",".repeat(100_000)}`, /^Line 2: There are more than two/],
    ["a quotation without end", 'a,b\n"c,d\ne,f', /^Line 2: A quotation does not end/],
    ["a quote within a field", 'a,b"c"', /^Line 1: A field with quotes/],
    ["text behind a quotation", '"a"b,c', /^Line 1: Something stands behind/],
    ["an empty translation", "a,b\nc,", /^Line 2: target: /],
    ["a line break in a term", 'a,b\n"c\nd",e', /^Line 2: source: /],
    ["a term that is too long", `a,${"b".repeat(MAX_GLOSSARY_TERM_CHARS + 1)}`, /^Line 1: target: /],
    ["too many terms", "a,b\n".repeat(MAX_GLOSSARY_TERMS + 1), /^Line 2001: A glossary has at most/],
  ])("is refused with %s", (_, csv, detail) => {
    expect(() => termsFromCsv(csv)).toThrow(
      expect.objectContaining({ code: "glossary_invalid", detail: expect.stringMatching(detail) }),
    );
  });
});
