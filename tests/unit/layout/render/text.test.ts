/** The result as plain text. */
import { expect, it } from "vitest";
import { block, cell, item, pagesOf, paragraph, table, tableOf, written } from "../../../support/result-pages.ts";

it("parts blocks by an empty line and pages by a form feed", async () => {
  expect(await written("text", pagesOf([paragraph("One"), paragraph("two")], [], [paragraph("Three")]))).toBe(
    "One\n\ntwo\n\f\fThree\n",
  );
});

it("has as many form feeds as there are ends of pages between pages, also when a paragraph goes on", async () => {
  const pages = pagesOf([paragraph("inter-", { id: "a" })], [paragraph("national law", { continues: "a" })], []);
  expect(await written("text", pages)).toBe("international law\n\f\f");
});

it("keeps list items together, with their markers", async () => {
  const blocks = [
    paragraph("Such as:"),
    item("•", "one"),
    item("1.", "first", 2),
    item("(a)", "deep", 3),
    paragraph("End"),
  ];
  expect(await written("text", pagesOf(blocks))).toBe("Such as:\n\n• one\n  1. first\n    (a) deep\n\nEnd\n");
});

it("writes a row of a table on a line, cells parted by tabs and spanned places left empty", async () => {
  const cells = [cell(0, 0, "Both", { column_span: 2 }), cell(0, 2, "C\nD"), cell(1, 0, "x\ty"), cell(1, 2, "z")];
  expect(await written("text", pagesOf([tableOf(cells)]))).toBe("Both\t\tC D\nx y\t\tz\n");
});

it("leaves each part of a long table on its page, with its header", async () => {
  const pages = pagesOf([table([["H"], ["1"]], 1, { id: "t" })], [table([["H"], ["2"]], 1, { continues: "t" })]);
  expect(await written("text", pages)).toBe("H\n1\n\fH\n2\n");
});

it("shows fields that are filled in, remarks, notes, and what is written in figures", async () => {
  const blocks = [
    block("field", "Jane", { kind: "text", name: "name" }),
    block("field", "", { kind: "text", name: "empty" }),
    block("field", "", { kind: "checkbox", name: "agree", checked: true }),
    block("field", "", { kind: "checkbox", name: "refuse", checked: false }),
    block("annotation", "why?", { kind: "Highlight" }),
    block("annotation", "typed", { kind: "FreeText" }),
    block("footnote", "Note", { mark: "1" }),
    block("figure", "axis", {}),
  ];
  expect(await written("text", pagesOf(blocks))).toBe(
    "name: Jane\n\n[x] agree\n\n[Highlight] why?\n\ntyped\n\n1 Note\n\naxis\n",
  );
});

it("holds no form feed but those between pages", async () => {
  expect(await written("text", pagesOf([paragraph("a\fb\u0000c\u2028d\r\ne")]))).toBe("a\nbc\nd\ne\n");
});
