/** Captions: lines that name a table or a figure. */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { textLines } from "./text-line.ts";
import type { WordIndex } from "./word-index.ts";

const TABLE = /^(?:table|tab\.?|tabelle|tableau|tabla|tabella|tabela|exhibit)$/i;
const FIGURE = /^(?:figure|fig\.?|abbildung|abb\.?|figura|chart)$/i;
const NUMBER = /^(?:[A-Z]{1,2}[-.]?)?[\dIVX]+(?:[.\-–]\d+)*[.:]?$/;
const TOGETHER = /^(table|tabelle|tableau|tabla|tabella|tabela|exhibit|figure|abbildung|figura)-?\d[\d.:-]*$/i;

/** What a line, given by its words from left to right, is the caption of: one that begins like "Table 2" or "Figure 3". */
export function captionOf(words: readonly Word[]): "table" | "figure" | undefined {
  const [first, second] = words;
  if (first === undefined || first.text.length > 20) return undefined;
  const together = TOGETHER.exec(first.text)?.[1];
  const name = together ?? (second !== undefined && NUMBER.test(second.text) ? first.text : "");
  if (TABLE.test(name)) return "table";
  return FIGURE.test(name) ? "figure" : undefined;
}

export function isCaption(words: readonly Word[]): boolean {
  return captionOf(words) !== undefined;
}

/** How far above or below a table its caption is looked for, in points. */
const NEAR_POINTS = 48;
const OVERHANG_POINTS = 20;

/** Whether the caption of a table stands right above or below a box. */
export function captionNear([left, top, right, bottom]: Box, index: WordIndex): boolean {
  const above: Box = [left - OVERHANG_POINTS, top - NEAR_POINTS, right + OVERHANG_POINTS, top];
  const below: Box = [left - OVERHANG_POINTS, bottom, right + OVERHANG_POINTS, bottom + NEAR_POINTS];
  return [above, below].some((box) =>
    textLines(index.inside(box), 1).some(({ words }) => captionOf(words) === "table"),
  );
}
