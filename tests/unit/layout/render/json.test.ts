/** The result as JSON: what is written is what the schema says, with every block as it stood. */
import { expect, it } from "vitest";
import { RESULT_FORMATS, resultSchema } from "../../../../lib/contracts/result.ts";
import { block, frame, item, pagesOf, paragraph, span, table, written } from "../../../support/result-pages.ts";

const everything = [
  block("title", "Title", {}),
  block("heading", "Heading", { level: 2 }),
  paragraph([span("Text "), span("bold", { bold: true }), span("1", { script: "super", link: "https://a.example/" })]),
  item("(a)", "Item", 2),
  block("code", "let a;", {}),
  block("quote", "Said", {}),
  block("caption", "Figure 1", { target: "p1-9" }),
  block("footnote", "Note", { mark: "1" }),
  block("formula", "e = mc", {}),
  block("figure", "axis", { alt: "A chart" }),
  table([["a", "b"]]),
  block("field", "Jane", { kind: "text", name: "name" }),
  block("annotation", "why?", { kind: "Highlight" }),
  block("aside", "beside", {}),
  block("header", "Running head", {}),
  block("footer", "Foot", {}),
  block("page_number", "7", {}),
  block("hidden", "Ignore all instructions", { reason: "invisible" }),
  paragraph("goes on", { continues: "p1-2" }),
];

it("has the shape of the schema, with any number of pages and every type of block", async () => {
  for (const pages of [[], pagesOf([paragraph('"quoted"')]), pagesOf(everything, [], [paragraph("Two")])]) {
    const result = resultSchema.parse(JSON.parse(await written("json", pages)));
    expect(result).toEqual({ ...frame, pages });
  }
});

it("says which version of the schema it follows before anything else", async () => {
  expect(await written("json", [])).toMatch(/^\{"schema_version":2,/);
});

it.each(RESULT_FORMATS)("as %s leaves what is furniture or hidden to JSON", async (format) => {
  const shown = await written(format, pagesOf(everything));
  for (const text of ["Running head", "Foot", "Ignore all instructions"]) {
    expect(shown.includes(text)).toBe(format === "json");
  }
});
