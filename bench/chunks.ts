/**
 * `node bench/chunks.ts FOLDER…`: cuts every PDF below the folders into chunks, by every strategy and in several sizes, and checks what must hold of
 * them all: joined they give back the document's text, and none begins or ends inside of a word, a character or the row of a table.
 *
 * `--only TEXT` takes the files whose path contains it; `--engine auto|pdfium|pdfjs`; `--every 1` takes each Nth file.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { layOutPdf } from "../dev/cli/convert-pdf.ts";
import { chunkResult } from "../lib/chunks/chunk-result.ts";
import { chunkRules } from "../lib/chunks/chunk-rules.ts";
import { joinChunks } from "../lib/chunks/join-chunks.ts";
import type { Chunk } from "../lib/contracts/chunk.ts";
import { CHUNK_STRATEGIES, type ChunkOptions } from "../lib/contracts/chunk-options.ts";
import { engineChoiceSchema } from "../lib/contracts/engine-choice.ts";
import type { ResultFrame, ResultPage } from "../lib/contracts/result.ts";
import { applyStyle } from "../lib/layout/apply-style.ts";
import { renderText } from "../lib/layout/render/render-text.ts";
import { DEFAULT_CHUNK_LIMITS } from "../lib/limits/chunk-limits.ts";
import { createLocalEngine } from "../lib/pdf/auto/local-engine.ts";
import { cutPlaces } from "./chunks/cut-places.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    engine: { type: "string", default: "auto" },
    every: { type: "string", default: "1" },
  },
});

const SIZES: readonly ChunkOptions[] = [{}, { max_chars: 300, overlap: 100 }, { max_tokens: 64 }];

async function* streamed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function textOf(pages: readonly ResultPage[]): Promise<string> {
  let text = "";
  for await (const piece of renderText(streamed(pages))) text += piece;
  return text
    .replaceAll(/\n?\f+/g, "\n\n")
    .replace(/^\n+/, "")
    .trimEnd();
}

/** What is wrong with the chunks; and what they are like. */
async function check(frame: ResultFrame, pages: readonly ResultPage[], options: ChunkOptions, text: string) {
  const rules = { ...chunkRules(options, DEFAULT_CHUNK_LIMITS), maxChunks: Number.POSITIVE_INFINITY };
  const chunks: Chunk[] = [];
  for await (const line of chunkResult(frame, streamed(pages), { rules, readAs: "" })) {
    if (line.type === "chunk") chunks.push(line);
  }
  const problems: string[] = [];
  const joined = joinChunks(chunks).trimEnd();
  if (joined !== text.trimEnd()) problems.push(`joined: ${firstDifference(joined, text)}`);
  problems.push(...cutPlaces(chunks, pages));
  const size = (chunk: Chunk) => (rules.unit === "tokens" ? chunk.tokens : chunk.characters);
  for (const chunk of chunks) {
    if (size(chunk) > rules.max && !chunk.warnings.includes("over_size")) problems.push(`size ${size(chunk)} untold`);
    if (chunk.text.trim() === "") problems.push("blank chunk");
  }
  if (new Set(chunks.map(({ id }) => id)).size !== chunks.length) problems.push("ids are not unique");
  return { problems, chunks };
}

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `at ${at}: ${JSON.stringify(a.slice(at - 20, at + 40))} for ${JSON.stringify(b.slice(at - 20, at + 40))}`;
}

const files = positionals
  .flatMap((folder) => globSync("**/*.pdf", { cwd: folder }).map((file) => join(folder, file)))
  .filter((path) => path.includes(values.only))
  .sort()
  .filter((_, at) => at % Number(values.every) === 0);
if (files.length === 0) throw new Error("Give a folder with PDFs.");
const engine = createLocalEngine(engineChoiceSchema.parse(values.engine));
const totals = new Map<string, number>();
const count = (name: string, by = 1) => totals.set(name, (totals.get(name) ?? 0) + by);
for (const path of files) {
  try {
    const { pages: laidOut, settlement } = await layOutPdf(engine, basename(path), new Uint8Array(readFileSync(path)));
    const pages = laidOut.map((page) => applyStyle(page, settlement.style));
    const text = await textOf(pages);
    for (const strategy of CHUNK_STRATEGIES) {
      for (const size of SIZES) {
        const began = performance.now();
        const { problems, chunks } = await check(settlement.frame, pages, { strategy, ...size }, text);
        count(`ms ${strategy}`, performance.now() - began);
        count(`chunks ${strategy}`, chunks.length);
        for (const chunk of chunks) for (const warning of chunk.warnings) count(`warning ${warning}`);
        count("problems", problems.length);
        for (const problem of problems.slice(0, 3))
          console.log(`${path}\t${strategy} ${JSON.stringify(size)}\t${problem}`);
      }
    }
    count("documents");
    count("characters", text.length);
  } catch (error) {
    count("unreadable");
    console.log(`${path}\t${error instanceof Error ? error.message : "failed"}`);
  }
}
for (const [name, total] of [...totals].sort()) console.log(`${Math.round(total)}\t${name}`);
process.exit(totals.get("problems") === 0 ? 0 : 1);
