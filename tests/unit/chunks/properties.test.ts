/** What holds of the chunks of every result, by every strategy and in every size. */

import { describe, expect, it } from "vitest";
import { joinChunks } from "../../../lib/chunks/join-chunks.ts";
import { countCharacters } from "../../../lib/chunks/ruler.ts";
import { type Chunk, chunkLineSchema } from "../../../lib/contracts/chunk.ts";
import { CHUNK_STRATEGIES, type ChunkOptions } from "../../../lib/contracts/chunk-options.ts";
import type { ResultPage } from "../../../lib/contracts/result.ts";
import type { BlockOf } from "../../../lib/contracts/result-block.ts";
import { anyPages, styled } from "../../support/any-result.ts";
import { chunked, textOfPages } from "../../support/chunked.ts";
import { fc } from "../../support/property.ts";
import { block, type Draft, item, pageOf, paragraph, table } from "../../support/result-pages.ts";

const WORDS = [
  "harbour",
  "tide",
  "It",
  "rises.",
  "Dr.",
  "3.5",
  "naïve",
  "e\u0301t\u00e9",
  "😀👩‍👩‍👧",
  "潮汐表は、港ごとに",
  "満潮です。",
  "ที่ดีกว่า",
  "(see",
  "Fig.",
  "2)",
];
const prose = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 60 }).map((words) => words.join(" "));
const rows = fc.array(
  fc.tuple(prose, prose).map((texts) => texts.map((text) => text.slice(0, 30).toWellFormed())),
  { minLength: 1, maxLength: 8 },
);

/** Of running text, headings, lists, tables and code, long enough to be cut. */
const anyDraft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 5, arbitrary: prose.map((text) => paragraph(text)) },
  fc
    .tuple(prose, fc.integer({ min: 1, max: 3 }))
    .map(([text, level]) => block("heading", text.slice(0, 40).toWellFormed(), { level })),
  prose.map((text) => item("•", text)),
  prose.map((text) => block("code", text.replaceAll(" ", "\n  "), {})),
  fc.tuple(rows, fc.integer({ min: 0, max: 2 })).map(([texts, headers]) => table(texts, headers)),
);
const continues = fc.constantFrom(undefined, undefined, "p1-0", "p1-1", "p2-0", "p2-1");
const longPages: fc.Arbitrary<ResultPage[]> = fc
  .array(fc.array(fc.tuple(anyDraft, continues), { maxLength: 5 }), { maxLength: 4 })
  .map((all) =>
    all.map((drafts, index) =>
      pageOf(
        index + 1,
        drafts.map(([draft, goesOn]) => (goesOn === undefined ? draft : { ...draft, continues: goesOn })),
      ),
    ),
  );

const anyOptions: fc.Arbitrary<ChunkOptions> = fc
  .record({
    strategy: fc.constantFrom(...CHUNK_STRATEGIES),
    unit: fc.constantFrom("max_chars", "max_tokens"),
    size: fc.integer({ min: 1, max: 200 }),
    overlap: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ strategy, unit, size, overlap }) => ({ strategy, [unit]: size, overlap }));

const anyResult = fc.oneof(longPages, anyPages(styled));

describe("The chunks of any result", () => {
  it("joined give back its text", async () => {
    await fc.assert(
      fc.asyncProperty(anyResult, anyOptions, async (pages, options) => {
        const { chunks } = await chunked(pages, options);
        expect(joinChunks(chunks).trimEnd()).toBe(await textOfPages(pages));
      }),
      { numRuns: 200 },
    );
  });

  it("are what the schema says, in order, linked, and told apart by their ids", async () => {
    await fc.assert(
      fc.asyncProperty(anyResult, anyOptions, async (pages, options) => {
        const { head, chunks, end } = await chunked(pages, options);
        for (const line of [head, ...chunks, end]) chunkLineSchema.parse(JSON.parse(JSON.stringify(line)));
        const ids = chunks.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(chunks.map(({ index }) => index)).toEqual(ids.map((_, at) => at));
        expect(chunks.map(({ previous }) => previous)).toEqual(ids.map((_, at) => ids[at - 1] ?? null));
        expect(chunks.map(({ next }) => next)).toEqual(ids.map((_, at) => ids[at + 1] ?? null));
        expect(end).toEqual({ type: "end", chunks: ids.length, complete: true, left_out_from: null });
      }),
      { numRuns: 200 },
    );
  });

  it("are no larger than asked for, or say so, and none is blank", async () => {
    await fc.assert(
      fc.asyncProperty(anyResult, anyOptions, async (pages, options) => {
        for (const chunk of (await chunked(pages, options)).chunks) {
          expect(chunk.text.trim()).not.toBe("");
          expect(chunk.characters).toBe(countCharacters(chunk.text));
          const size = options.max_tokens === undefined ? chunk.characters : chunk.tokens;
          if (!chunk.warnings.includes("over_size"))
            expect(size).toBeLessThanOrEqual(options.max_tokens ?? options.max_chars ?? 0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("cut no character, and no word that a space or a rule of its script ends", async () => {
    await fc.assert(
      fc.asyncProperty(longPages, anyOptions, async (pages, options) => {
        const { chunks } = await chunked(pages, options);
        for (const { text, markdown } of chunks) expect(text.isWellFormed() && markdown.isWellFormed()).toBe(true);
        for (const { before, own, warnings } of closeCuts(chunks)) {
          expect(graphemes.segment(before + own).containing(before.length)?.index).toBe(before.length);
          const edge = `${[...before].at(-1)}${[...own][0]}`;
          if (!warnings.includes("word_cut")) expect(edge).toMatch(UNSPACED);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("cut no row of a table, or say so", async () => {
    await fc.assert(
      fc.asyncProperty(longPages, anyOptions, async (pages, options) => {
        const { chunks } = await chunked(pages, options);
        if (chunks.some(({ warnings }) => warnings.includes("row_cut"))) return;
        const lines = new Set(chunks.flatMap(({ text }) => text.split("\n")));
        const tables = pages.flatMap(({ blocks }) => blocks.flatMap((each) => (each.type === "table" ? [each] : [])));
        for (const row of tables.flatMap(rowsOf)) expect(lines).toContain(row);
      }),
      { numRuns: 200 },
    );
  });

  it("are the same when they are made again", async () => {
    await fc.assert(
      fc.asyncProperty(anyResult, anyOptions, async (pages, options) => {
        expect(await chunked(pages, options)).toEqual(await chunked(pages, options));
      }),
      { numRuns: 100 },
    );
  });
});

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}。、]/u;

/** The places at which nothing parts a chunk from the one before. */
function closeCuts(chunks: readonly Chunk[]) {
  return chunks.flatMap(({ text, separator, warnings, repeated_characters }, at) => {
    const before = chunks[at - 1]?.text;
    if (before === undefined || separator !== "") return [];
    return [{ before, own: [...text].slice(repeated_characters).join(""), warnings }];
  });
}

/** Cells of one row, parted by tabs. The tables here have one cell at every place. */
function rowsOf({ cells, rows: count }: BlockOf<"table">): string[] {
  return Array.from({ length: count }, (_, row) =>
    cells
      .filter((cell) => cell.row === row)
      .map(({ text }) => text.trim())
      .join("\t"),
  );
}
