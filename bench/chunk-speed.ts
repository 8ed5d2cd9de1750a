/**
 * `node bench/chunk-speed.ts [PAGES]`: cuts a made-up result of so many pages (10,000) by every strategy, reads it page by page, and prints how
 * long that takes, how many chunks there are, and the most memory that it had in use.
 */
import { chunkResult } from "../lib/chunks/chunk-result.ts";
import { chunkRules } from "../lib/chunks/chunk-rules.ts";
import { loadTokenizer } from "../lib/chunks/count-tokens.ts";
import { CHUNK_STRATEGIES, type ChunkOptions } from "../lib/contracts/chunk-options.ts";
import { RESULT_SCHEMA_VERSION, type ResultFrame, type ResultPage } from "../lib/contracts/result.ts";
import type { ResultBlock } from "../lib/contracts/result-block.ts";
import { NO_FINDINGS } from "../lib/contracts/security-report.ts";
import { DEFAULT_CHUNK_LIMITS } from "../lib/limits/chunk-limits.ts";

const pageCount = Number(process.argv[2] ?? 10_000);
const WORDS =
  "harbour water tide lantern pebble rope anchor gull morning slowly under wide grey between stone calm".split(" ");
const SENTENCE_WORDS = 14;

function sentence(seed: number): string {
  const words = Array.from(
    { length: SENTENCE_WORDS },
    (_, at) => WORDS[(seed * 31 + at * 7 + (seed % 13) * at) % WORDS.length],
  );
  return `${words.join(" ")} ${seed}.`;
}

function block(type: "heading" | "paragraph", page: number, place: number, text: string): ResultBlock {
  const common = {
    id: `p${page}-${place}`,
    page,
    box: [72, 72 + place, 540, 90 + place] as [number, number, number, number],
    text,
    spans: [{ text, font: "Any", size: 10 }],
  };
  return type === "heading" ? { type, level: 2, ...common } : { type, ...common };
}

/** About 3,000 characters in seven paragraphs under a heading. */
function pageOf(number: number): ResultPage {
  const paragraphs = Array.from({ length: 7 }, (_, place) =>
    block(
      "paragraph",
      number,
      place + 1,
      Array.from({ length: 5 }, (_, at) => sentence(number * 35 + place * 5 + at)).join(" "),
    ),
  );
  return {
    number,
    width: 612,
    height: 792,
    text: "",
    blocks: [block("heading", number, 0, `Part ${number}`), ...paragraphs],
  };
}

async function* pages(): AsyncGenerator<ResultPage> {
  for (let number = 1; number <= pageCount; number++) yield pageOf(number);
}

const frame: ResultFrame = {
  schema_version: RESULT_SCHEMA_VERSION,
  document: {
    name: null,
    sha256: "",
    size_bytes: 0,
    pages_total: pageCount,
    title: null,
    author: null,
    language: null,
    pdf_version: null,
    outline: [],
    attachments: [],
  },
  receipt: {
    engine: "",
    pages_total: 0,
    pages_selected: 0,
    pages_extracted: 0,
    pages_empty: [],
    pages_failed: [],
    pages_truncated: [],
    pages_undecodable: [],
    pages_ocr: [],
    characters: 0,
    characters_undecodable: 0,
    characters_outside_pages: 0,
    fonts_undecodable: [],
  },
  warnings: [],
  security: NO_FINDINGS,
};

const loading = performance.now();
await loadTokenizer();
console.log(`${Math.round(performance.now() - loading)} ms to load the tokenizer`);
for (const strategy of CHUNK_STRATEGIES) {
  for (const size of [{}, { max_tokens: 512, overlap: 64 }] satisfies ChunkOptions[]) {
    const rules = { ...chunkRules({ strategy, ...size }, DEFAULT_CHUNK_LIMITS), maxChunks: Number.POSITIVE_INFINITY };
    const began = performance.now();
    let [chunks, characters, most] = [0, 0, 0];
    for await (const line of chunkResult(frame, pages(), { rules, readAs: "" })) {
      if (line.type !== "chunk") continue;
      characters += line.characters;
      if (++chunks % 100 === 0) most = Math.max(most, process.memoryUsage().rss);
    }
    const seconds = (performance.now() - began) / 1_000;
    const told = `${chunks} chunks, ${(characters / 1e6).toFixed(1)} million characters in ${seconds.toFixed(1)} s`;
    console.log(`${strategy} ${JSON.stringify(size)}: ${told}, ${Math.round(most / 1e6)} MB`);
  }
}
