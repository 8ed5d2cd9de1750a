/** Pages set by hand, laid out: what the tests of the layout look at. */
import type { LaidOutPage, PageSummary } from "../../lib/contracts/block.ts";
import type { OutlineEntry } from "../../lib/contracts/outline.ts";
import type { PageContent } from "../../lib/contracts/page-content.ts";
import type { ResultPage } from "../../lib/contracts/result.ts";
import type { BlockOf, ResultBlock } from "../../lib/contracts/result-block.ts";
import { applyStyle } from "../../lib/layout/apply-style.ts";
import { layOutPage } from "../../lib/layout/lay-out-page.ts";
import { settleStyle } from "../../lib/layout/settle-style.ts";
import { summarisePage } from "../../lib/layout/summarise-page.ts";
import { linesOf, pageOf, type TextRun } from "./page-builder.ts";

/** The blocks of a page with these runs, as far as one page tells. */
export function blocksOf(runs: readonly TextRun[], more: Partial<PageContent> = {}): ResultBlock[] {
  return layOutPage(pageOf(runs, 1, more)).blocks.map(({ block }) => block);
}

export function textsOf(runs: readonly TextRun[], more: Partial<PageContent> = {}): string[] {
  return blocksOf(runs, more).map(({ text }) => text);
}

/** `type: text` of each block. */
export function typedTexts(blocks: readonly ResultBlock[]): string[] {
  return blocks.map(({ type, text }) => `${type}: ${text}`);
}

export function blockOf<T extends ResultBlock["type"]>(blocks: readonly ResultBlock[], type: T): BlockOf<T> {
  const found = blocks.find((block): block is BlockOf<T> => block.type === type);
  if (found === undefined) throw new Error(`There is no ${type} among ${typedTexts(blocks).join("; ")}.`);
  return found;
}

/** A document of these pages, settled. */
export function settled(
  pages: readonly LaidOutPage[],
  outline: readonly OutlineEntry[] = [],
  title: string | null = null,
): ResultPage[] {
  const style = settleStyle(pages.map(summarisePage), outline, title);
  return pages.map((page) => applyStyle(page, style));
}

/** Laid out pages of these runs, numbered from 1. */
export function pagesOfRuns(...pages: readonly (readonly TextRun[])[]): LaidOutPage[] {
  return pages.map((runs, at) => layOutPage(pageOf(runs, at + 1)));
}

export function summariesOf(pages: readonly LaidOutPage[]): PageSummary[] {
  return pages.map(summarisePage);
}

const WORDS =
  "harbour water tide lantern pebble rope anchor gull morning slowly under wide grey between stone calm".split(" ");

/** `count` lines of running text, each different, about `characters` long; only the last ends a sentence. `from` varies the words. */
export function proseLines(count: number, characters = 60, from = 0): string[] {
  let next = from;
  const lines = Array.from({ length: count }, () => {
    let line = WORDS[next++ % WORDS.length] ?? "";
    for (;;) {
      const word = WORDS[(next * 7 + 3) % WORDS.length] ?? "";
      if (line.length + 1 + word.length > characters) return line.padEnd(characters, "s");
      line += ` ${word}`;
      next += 1;
    }
  });
  const [first = ""] = lines;
  lines[0] = first.charAt(0).toUpperCase() + first.slice(1);
  const last = lines.length - 1;
  lines[last] = `${(lines[last] ?? "").slice(0, -1)}.`;
  return lines;
}

/** A paragraph of running text as runs. */
export function proseRuns(count: number, init: Partial<TextRun> = {}, characters = 60, from = 0): TextRun[] {
  return linesOf(proseLines(count, characters, from), init);
}
