/** Looks at every place where one chunk ends and the next one begins, and tells those at which no document may be cut. */
import type { Chunk } from "../../lib/contracts/chunk.ts";
import type { ResultPage } from "../../lib/contracts/result.ts";
import { tableLines } from "../../lib/layout/render/render-text.ts";

const AROUND = 120;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303F\uFF00-\uFFEF]/u;
const words = new Intl.Segmenter("en", { granularity: "word" });

/** What is wrong with the cuts; nothing of those that a warning tells. */
export function cutPlaces(chunks: readonly Chunk[], pages: readonly ResultPage[]): string[] {
  const problems: string[] = [];
  for (const [at, chunk] of chunks.entries()) {
    const before = chunks[at - 1];
    if (before === undefined || chunk.separator !== "" || chunk.warnings.includes("word_cut")) continue;
    const own = [...chunk.text].slice(chunk.repeated_characters).join("");
    if (isInWord(before.text, own))
      problems.push(`word cut: ${JSON.stringify(before.text.slice(-20))} ${JSON.stringify(own.slice(0, 20))}`);
  }
  if (chunks.some(({ text, markdown }) => !(text.isWellFormed() && markdown.isWellFormed())))
    problems.push("surrogate cut");
  return [...problems, ...rowsCut(chunks, pages)];
}

function isInWord(before: string, after: string): boolean {
  const left = before.slice(-AROUND).toWellFormed();
  const right = after.slice(0, AROUND).toWellFormed();
  const edge = `${[...left].at(-1) ?? ""}${[...right][0] ?? ""}`;
  if (!UNSPACED.test(edge)) return true;
  return words.segment(left + right).containing(left.length)?.index !== left.length;
}

/** Each row of each table stands in one chunk as a whole. */
function rowsCut(chunks: readonly Chunk[], pages: readonly ResultPage[]): string[] {
  if (chunks.some(({ warnings }) => warnings.includes("row_cut"))) return [];
  const lines = new Set(chunks.flatMap(({ text }) => text.split("\n")));
  const rows = pages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === "table" ? tableLines(block) : [])),
  );
  const cut = rows.filter((row) => row.trim() !== "" && !lines.has(row));
  return cut.map((row) => `row cut: ${JSON.stringify(row.slice(0, 60))}`);
}
