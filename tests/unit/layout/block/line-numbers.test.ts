/** Programs whose lines are numbered. */
import { expect, it } from "vitest";
import { blocksOf, proseRuns } from "../../../support/laid-out.ts";
import { run, type TextRun } from "../../../support/page-builder.ts";

/** Lines 12 points apart; a number 20 points before each, flush right. */
function listing(lines: readonly string[], first = 1, init: Partial<TextRun> = {}): TextRun[] {
  return lines.flatMap((text, at) => {
    const number = String(first + at);
    const baseline = 200 + 12 * at;
    const code = run({ x: 90, baseline, font: "Mono", monospace: true, ...init, text: text.trimStart() });
    const indented = { ...code, x: code.x + 5 * (text.length - text.trimStart().length) };
    return [run({ text: number, x: 82 - 4 * number.length, baseline, size: 8 }), ...(text === "" ? [] : [indented])];
  });
}

const LINES = ["# Get all of it", "RUN get this && \\", "    get that", "", "# Build it", "RUN make"];

it("are one block of code without the numbers, over lines that are empty", () => {
  const [prose, code, ...more] = blocksOf([...proseRuns(4), ...listing(LINES)]);
  expect(prose?.type).toBe("paragraph");
  expect(code).toMatchObject({ type: "code", text: LINES.join("\n") });
  expect(more).toEqual([]);
});

it("may begin with any number, and grow by a digit", () => {
  expect(blocksOf(listing(LINES, 7))[0]).toMatchObject({ type: "code", text: LINES.join("\n") });
});

it("keep numbers that do not count the lines", () => {
  const texts = blocksOf([
    ...listing(["first row of it"], 4),
    ...listing(["", "", "", "second row of it"], 4).slice(-2),
  ]);
  expect(texts.map(({ text }) => text).join(" ")).toMatch(/4.*7/s);
});

it("are none where the text beside the numbers is not monospaced", () => {
  const blocks = blocksOf(listing(LINES, 1, { font: "Serif", monospace: false }));
  expect(blocks.some(({ type }) => type === "code")).toBe(false);
});
