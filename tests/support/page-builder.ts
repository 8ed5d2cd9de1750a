/** Pages as an engine would give them, for tests of the layout: runs set by hand, half an em to a character. */
import type { PageContent, TextRun } from "../../lib/contracts/page-content.ts";

type RunInit = Pick<TextRun, "text"> & Partial<TextRun>;

/** A run with its left edge at `x` and its baseline at `baseline`; the rest follows from the font size. */
export function run(init: RunInit): TextRun {
  const { text, x = 72, baseline = 100, fontSize = 10, direction = "ltr" } = init;
  const length = text.length * fontSize * (direction === "ttb" ? 1 : 0.5);
  const box =
    direction === "ttb"
      ? { x: baseline - fontSize / 2, y: init.y ?? 100, width: fontSize, height: length }
      : { x, y: baseline - 0.8 * fontSize, width: length, height: fontSize };
  const look = { fontName: "f1", bold: false, italic: false, angle: 0 };
  return { ...box, baseline, fontSize, direction, ...look, ...init };
}

/** Lines of one run each, 12 points apart from `top` on. */
export function linesOf(texts: readonly string[], init: Partial<TextRun> = {}): TextRun[] {
  const top = init.baseline ?? 100;
  return texts.map((text, row) => run({ ...init, text, baseline: top + row * 12 }));
}

export function pageOf(runs: readonly TextRun[], number = 1): PageContent {
  return { number, width: 612, height: 792, runs, warnings: [] };
}
