/** What of a document's structure belongs to one page. */
import { expect, it } from "vitest";
import type { StructureElement } from "../../../../lib/contracts/page-content.ts";
import { pruneStructure } from "../../../../lib/pdf/page/prune-structure.ts";

const element = (role: string, parent: number, marks: number[] = []): StructureElement => ({ role, parent, marks });

it("keeps what has content on the page, and what is around it", () => {
  const elements = [element("Document", -1), element("P", 0), element("Sect", 0), element("P", 2, [4])];
  expect(pruneStructure(elements)).toEqual([element("Document", -1), element("Sect", 0), element("P", 1, [4])]);
});

it("keeps the empty cells of a row that is on the page, and none of other rows", () => {
  const table = [
    element("Table", -1),
    element("TR", 0),
    element("TD", 1),
    element("TD", 1),
    element("TR", 0),
    element("TH", 4, [1]),
    element("TD", 4),
    element("P", 6),
  ];
  expect(pruneStructure(table)).toEqual([
    element("Table", -1),
    element("TR", 0),
    element("TH", 1, [1]),
    element("TD", 1),
  ]);
});

it("keeps figures that are told in words", () => {
  const figure = { ...element("Figure", -1), alt: "A picture" };
  expect(pruneStructure([element("P", -1), figure])).toEqual([figure]);
});
