/** A result in chunks: the document, its chunks one after the other, how it ended. */
import type { Chunk, ChunkEnd, ChunkHead, ChunkLine } from "../contracts/chunk.ts";
import { TOKENIZER } from "../contracts/chunk.ts";
import type { ResultFrame, ResultPage } from "../contracts/result.ts";
import { LANGUAGE_SAMPLE_CHARACTERS, LANGUAGE_SAMPLE_PASSAGES } from "../limits/chunk-limits.ts";
import { ChunkFlags } from "./chunk-flags.ts";
import { chunkNamer } from "./chunk-id.ts";
import { chunkMarkdown } from "./chunk-markdown.ts";
import type { ChunkRules } from "./chunk-rules.ts";
import { type CountTokens, loadTokenizer } from "./count-tokens.ts";
import { type Draft, draftText, joinUnits, repeatedText } from "./draft.ts";
import { HeadingPath } from "./heading-path.ts";
import { languageOf } from "./language.ts";
import { Packer } from "./packer.ts";
import { type Passage, passagesOf } from "./passage.ts";
import { countCharacters, rulerFor } from "./ruler.ts";
import { TextSegmenter } from "./segment-text.ts";
import { placesOf, slicesOf } from "./slice.ts";

/** `readAs` names the options with which the document was read: they are a part of what the ids are made of. */
export interface Chunking {
  readonly rules: ChunkRules;
  readonly readAs: string;
}

/** Pure: the same result and rules give the same lines. Reads page by page; a page or two and two chunks are held at a time. */
export async function* chunkResult(
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
  { rules, readAs }: Chunking,
): AsyncGenerator<ChunkLine> {
  const { document } = frame;
  const countTokens = await loadTokenizer();
  const passages = passagesOf(pages);
  const begun = await beginning(passages);
  const language = await languageOf(document.language, sampleOf(begun));
  yield headLine(document, rules, language);
  const packer = new Packer(rules, rulerFor(rules, countTokens), new TextSegmenter(language.language));
  const finish = finisher(frame, countTokens);
  const nameOf = chunkNamer(`${document.sha256}\n${readAs}`, rules);
  let waiting: Omit<Chunk, "next"> | undefined;
  let count = 0;
  for await (const draft of draftsOf(packer, begun, passages)) {
    const [first] = draft.own;
    if (first === undefined) continue;
    if (count === rules.maxChunks) {
      if (waiting !== undefined) yield linked(waiting, null);
      const { id: block, page } = first.passage.item.block;
      return yield endLine(count, { page, block });
    }
    const id = nameOf(first);
    if (waiting !== undefined) yield linked(waiting, id);
    waiting = { type: "chunk", id, index: count, previous: waiting?.id ?? null, ...finish(draft) };
    count++;
  }
  if (waiting !== undefined) yield linked(waiting, null);
  yield endLine(count, null);
}

/** Members in the order of the schema. */
function linked({ type, id, index, previous, ...rest }: Omit<Chunk, "next">, next: string | null): Chunk {
  return { type, id, index, previous, next, ...rest };
}

function headLine(
  { name, sha256, pages_total, title }: ResultFrame["document"],
  { strategy, unit, max, overlap, maxChunks }: ChunkRules,
  language: Pick<ChunkHead, "language" | "language_from">,
): ChunkHead {
  const size = unit === "tokens" ? { max_tokens: max } : { max_chars: max };
  const chunking = { strategy, ...size, overlap, max_chunks: maxChunks };
  return { type: "document", name, sha256, pages_total, title, chunking, tokenizer: TOKENIZER, ...language };
}

function endLine(chunks: number, from: ChunkEnd["left_out_from"]): ChunkEnd {
  return { type: "end", chunks, complete: from === null, left_out_from: from };
}

/** As many passages as tell the language. */
async function beginning(passages: AsyncIterator<Passage>): Promise<Passage[]> {
  const begun: Passage[] = [];
  let characters = 0;
  while (characters < LANGUAGE_SAMPLE_CHARACTERS && begun.length < LANGUAGE_SAMPLE_PASSAGES) {
    const next = await passages.next();
    if (next.done === true) break;
    begun.push(next.value);
    characters += next.value.text.length;
  }
  return begun;
}

function sampleOf(passages: readonly Passage[]): string {
  return passages
    .map(({ text }) => text)
    .join("\n")
    .slice(0, LANGUAGE_SAMPLE_CHARACTERS)
    .toWellFormed();
}

async function* draftsOf(
  packer: Packer,
  begun: readonly Passage[],
  rest: AsyncIterable<Passage>,
): AsyncGenerator<Draft> {
  for (const passage of begun) yield* packer.add(passage);
  for await (const passage of rest) yield* packer.add(passage);
  yield* packer.end();
}

/** What a chunk says, without what ties it to others. Drafts have to come in order. */
function finisher({ security }: ResultFrame, countTokens: CountTokens) {
  const path = new HeadingPath();
  const flags = new ChunkFlags(security);
  return (draft: Draft): Omit<Chunk, "type" | "id" | "index" | "previous" | "next"> => {
    const text = draftText(draft);
    const boxes = slicesOf(draft.own).flatMap(placesOf);
    const pages = boxes.map(({ page }) => page);
    return {
      text,
      markdown: chunkMarkdown(draft),
      heading_path: path.follow(draft.own),
      page_first: Math.min(...pages),
      page_last: Math.max(...pages),
      boxes,
      characters: countCharacters(text),
      tokens: countTokens(text),
      separator: draft.own[0]?.separator ?? "",
      repeated_characters: countCharacters(repeatedText(draft)),
      flags: flags.of(joinUnits(draft.own), boxes),
      warnings: [...draft.warnings],
    };
  };
}
