/** Notes at the foot of a page, and what only looks like one. */
import { expect, it } from "vitest";
import { layOutPage } from "../../../../lib/layout/lay-out-page.ts";
import { linesOf, pageOf, run, type TextRun } from "../../../support/page-builder.ts";

const LINE = "A line of the body of this text that is as long as the others";
const body = (x = 72): TextRun[] =>
  linesOf(
    Array.from({ length: 10 }, () => `${LINE}.`),
    { x, baseline: 300 },
  );
const raised = (text: string, x: number, baseline: number): TextRun =>
  run({ text, x, baseline: baseline - 3, size: 5 });
const small = (text: string, x: number, baseline: number): TextRun => run({ text, x, baseline, size: 7 });

function notesOf(runs: readonly TextRun[], more = {}): [string, string][] {
  return layOutPage(pageOf(runs, 1, more)).blocks.flatMap(({ block }) =>
    block.type === "footnote" ? [[block.mark, block.text]] : [],
  );
}

it("takes small text with a raised mark below the text for a note", () => {
  expect(notesOf([...body(), raised("1", 72, 600), small("See the other book.", 76, 600)])).toEqual([
    ["1", "See the other book."],
  ]);
});

it("gives each note a block of its own, with all of its lines", () => {
  const notes = [
    raised("1", 72, 600),
    small("The first of the notes, which takes up more than a single line and", 76, 600),
    small("ends here.", 72, 608),
    raised("2", 72, 616),
    small("The second of the notes, right below the first one.", 76, 616),
  ];
  expect(notesOf([...body(), ...notes])).toEqual([
    ["1", "The first of the notes, which takes up more than a single line and ends here."],
    ["2", "The second of the notes, right below the first one."],
  ]);
});

it("knows the marks of authors", () => {
  const notes = [small("* Both wrote it.", 72, 600), small("\u2020 Now elsewhere.", 72, 620)];
  expect(notesOf([...body(), ...notes]).map(([mark]) => mark)).toEqual(["*", "\u2020"]);
});

it("takes a number on the line for a mark only when it is raised in the text", () => {
  const note = small("3 See the other book.", 72, 600);
  const end = 72 + 5 * (LINE.length + 1);
  expect(notesOf([...body(), note])).toEqual([]);
  expect(notesOf([...body(), raised("3", end, 300), note])).toEqual([["3", "See the other book."]]);
});

it("takes no number alone for a note, nor what follows one without a mark", () => {
  const foot = [raised("1", 72, 600), small("See the other book.", 76, 600), small("Journal of Bridges", 72, 640)];
  expect(notesOf([...body(), ...foot, small("12", 300, 660)])).toEqual([["1", "See the other book."]]);
});

it("takes nothing for a note in the upper part of a page", () => {
  const top = linesOf([`${LINE}.`, `${LINE}.`], { baseline: 60 });
  expect(notesOf([...top, raised("1", 72, 120), small("Institute of Bridges", 76, 120)])).toEqual([]);
});

it("finds the notes of each column", () => {
  const column = (x: number, mark: string) => [
    ...linesOf(
      Array.from({ length: 12 }, () => "A line of a column of this text here."),
      { x, baseline: 300 },
    ),
    raised(mark, x, 600),
    small(`The note of column ${mark}.`, x + 4, 600),
  ];
  expect(notesOf([...column(72, "1"), ...column(320, "2")]).map(([mark]) => mark)).toEqual(["1", "2"]);
});
