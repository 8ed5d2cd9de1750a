/** When the tags of a page are believed, and what role they give its marked content. */
import { expect, it } from "vitest";
import type { StructureElement } from "../../../../lib/contracts/page-content.ts";
import { readTags } from "../../../../lib/layout/tags/page-tags.ts";
import { linesOf, pageOf, run, type TextRun } from "../../../support/page-builder.ts";

const element = (role: string, parent: number, ...marks: number[]): StructureElement => ({ role, parent, marks });

function tagsOf(runs: readonly TextRun[], structure: readonly StructureElement[]) {
  const tags = readTags(pageOf(runs, 1, { structure }));
  return tags === undefined ? undefined : Object.fromEntries(tags);
}

const body = linesOf(["The first line of the body of this text,", "and the second line of it, which is longer."], {
  mark: 2,
});
const heading = run({ text: "A heading", baseline: 60, mark: 1 });

it("gives marked content the role of what holds it", () => {
  const structure = [element("Sect", -1), element("H2", 0), element("Span", 1, 1), element("P", 0, 2)];
  expect(tagsOf([heading, ...body], structure)).toEqual({ 1: "H2", 2: "P" });
});

it("looks through paragraphs inside of notes and cells, and through all inside of a table of contents", () => {
  const structure = [
    element("Note", -1),
    element("P", 0, 1),
    element("TOC", -1),
    element("TOCI", 2),
    element("Lbl", 3),
    element("Span", 4, 2),
  ];
  expect(tagsOf([heading, ...body], structure)).toEqual({ 1: "Note", 2: "TOCI" });
});

it("does not believe tags that own only some of the text", () => {
  expect(tagsOf([heading, ...body], [element("H1", -1, 1)])).toBeUndefined();
});

it("does not believe tags that call nearly all of the text a heading", () => {
  expect(tagsOf([heading, ...body], [element("H1", -1, 1), element("H2", -1, 2)])).toBeUndefined();
});

it("does not believe tags whose order runs up the page", () => {
  const lines = Array.from({ length: 8 }, (_, row) =>
    run({ text: "A line of some text.", baseline: 100 + 30 * row, mark: row }),
  );
  const down = lines.map((_, row) => element("P", -1, row));
  expect(tagsOf(lines, down)).toBeDefined();
  expect(tagsOf(lines, [...down].reverse())).toBeUndefined();
});

it("takes a second column for no step back", () => {
  const column = (x: number, first: number): TextRun[] =>
    Array.from({ length: 4 }, (_, row) =>
      run({ text: "A line of text.", x, baseline: 100 + 30 * row, mark: first + row }),
    );
  const runs = [...column(72, 0), ...column(320, 4)];
  expect(
    tagsOf(
      runs,
      runs.map((_, mark) => element("P", -1, mark)),
    ),
  ).toBeDefined();
});

it("survives a parent that stands after its child, and one out of range", () => {
  const structure = [element("P", 1, 1), element("P", 0, 2), element("P", 99)];
  expect(tagsOf([heading, ...body], structure)).toEqual({ 2: "P" });
});

it("knows nothing of a page without structure", () => {
  expect(tagsOf([heading, ...body], [])).toBeUndefined();
});
