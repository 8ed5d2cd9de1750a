/** What tags make of blocks, on the page and in the document. */
import { expect, it } from "vitest";
import type { StructureElement } from "../../../../lib/contracts/page-content.ts";
import type { ResultBlock } from "../../../../lib/contracts/result-block.ts";
import { applyStyle } from "../../../../lib/layout/apply-style.ts";
import { layOutPage } from "../../../../lib/layout/lay-out-page.ts";
import { settleStyle } from "../../../../lib/layout/settle-style.ts";
import { summarisePage } from "../../../../lib/layout/summarise-page.ts";
import { linesOf, pageOf, run, type TextRun } from "../../../support/page-builder.ts";

interface Part {
  readonly role: string;
  readonly runs: readonly TextRun[];
}

const LINES = [
  "A paragraph that goes on for some lines as the body of a text does, so",
  "that it is long enough to be one, and not taken for anything else but it.",
];

/** Parts one below the other, each an element of its own. */
function tagged(parts: readonly { role: string; text?: string; size?: number; bold?: boolean; gap?: number }[]) {
  let baseline = 60;
  const built = parts.map(({ role, text, gap = 24, ...look }, mark): Part => {
    baseline += gap;
    const runs = text === undefined ? linesOf(LINES, { baseline, mark }) : [run({ text, baseline, mark, ...look })];
    baseline += text === undefined ? 12 : 0;
    return { role, runs };
  });
  const structure = built.map(({ role }, mark): StructureElement => ({ role, parent: -1, marks: [mark] }));
  return pageOf(
    built.flatMap(({ runs }) => runs),
    1,
    { structure },
  );
}

function settled(page: ReturnType<typeof pageOf>): ResultBlock[] {
  const laidOut = layOutPage(page);
  return applyStyle(laidOut, settleStyle([summarisePage(laidOut)])).blocks;
}

const levels = (blocks: readonly ResultBlock[]) =>
  blocks.flatMap((block) => (block.type === "heading" ? [[block.level, block.text]] : []));

const sections = (roles: readonly string[], look: { size?: number; bold?: boolean; gap?: number } = {}) =>
  roles.flatMap((role, at) => [
    { role, text: `Section ${"abcdef"[at]} of it`, ...look },
    { role: "P", ...(look.gap === undefined ? {} : { gap: look.gap }) },
  ]);

it("makes headings of what is tagged so, though it is set like the body", () => {
  expect(levels(settled(tagged(sections(["H1", "H2", "H2", "H1"]))))).toEqual([
    [1, "Section a of it"],
    [2, "Section b of it"],
    [2, "Section c of it"],
    [1, "Section d of it"],
  ]);
});

it("counts levels from the least that is used", () => {
  expect(levels(settled(tagged(sections(["H3", "H4", "H3", "H4"])))).map(([level]) => level)).toEqual([1, 2, 1, 2]);
});

it("parts a heading from the text right below it", () => {
  const blocks = settled(tagged(sections(["H1", "H1", "H1", "H1"], { gap: 12 })));
  expect(levels(blocks).map(([, text]) => text)).toEqual([
    "Section a of it",
    "Section b of it",
    "Section c of it",
    "Section d of it",
  ]);
});

it("makes no heading of a look that the tags only know as text", () => {
  const loud = { role: "P", text: "A loud remark", size: 13 };
  const parts = [...sections(["H1", "H1", "H1", "H1"], { size: 14 }), loud, { role: "P" }, loud, { role: "P" }];
  expect(levels(settled(tagged(parts))).map(([, text]) => text)).not.toContain("A loud remark");
  const untagged = { ...tagged(parts), structure: [] };
  expect(levels(settled(untagged)).map(([, text]) => text)).toContain("A loud remark");
});

it("leaves headings to their look where only few are tagged", () => {
  const page = tagged([
    { role: "P", text: "A title", size: 20 },
    { role: "P" },
    { role: "P", text: "A section", size: 14 },
    { role: "P" },
    { role: "H1", text: "One more" },
    { role: "P" },
  ]);
  expect(levels(settled(page))).toEqual([[2, "A section"]]);
});

it("makes no heading of an entry of a table of contents", () => {
  const page = tagged([{ role: "TOCI", text: "A section", size: 14 }, { role: "P" }]);
  expect(layOutPage(page).blocks[0]?.hints.role).toBe("TOC");
  expect(levels(settled(page))).toEqual([]);
});

it("takes what is tagged as a quotation, a formula or a caption for one", () => {
  const roles = ["BlockQuote", "Formula", "Caption"].map((role) => ({ role, text: "Some words in a row here" }));
  expect(settled(tagged([{ role: "P" }, ...roles, { role: "P" }])).map(({ type }) => type)).toEqual([
    "paragraph",
    "quote",
    "formula",
    "caption",
    "paragraph",
  ]);
});

it("takes a tagged note for a footnote only when it begins with a mark", () => {
  const types = (text: string) =>
    settled(tagged([{ role: "P" }, { role: "Note", text }, { role: "P" }])).map(({ type }) => type);
  expect(types("* A remark on it")[1]).toBe("footnote");
  expect(types("A remark on it")[1]).toBe("paragraph");
});

it("gives figures their descriptions when it finds as many as are tagged", () => {
  const text = linesOf(LINES, { mark: 0 });
  const figure = { role: "Figure", parent: -1, marks: [9], alt: "A bridge" };
  const structure = [{ role: "P", parent: -1, marks: [0] }, figure];
  const images = [[72, 200, 272, 300]] as const;
  const altsOf = (more: readonly StructureElement[]) =>
    settled(pageOf(text, 1, { images: images.map((box) => [...box]), structure: more })).flatMap((block) =>
      block.type === "figure" ? [block.alt] : [],
    );
  expect(altsOf(structure)).toEqual(["A bridge"]);
  expect(altsOf([...structure, figure])).toEqual([undefined]);
});
