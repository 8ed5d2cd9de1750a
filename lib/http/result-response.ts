/** A result as a streamed answer: its size meets no limit of a function's response. */
import type { Chunking } from "../chunks/chunk-result.ts";
import type { ChunkVectors } from "../chunks/chunk-vectors.ts";
import { renderChunks } from "../chunks/render-chunks.ts";
import type { ResultFormat, ResultPage } from "../contracts/result.ts";
import { type AnswerFormat, type ResultView, WHOLE_VIEW } from "../contracts/result-view.ts";
import { gather } from "../layout/render/gather.ts";
import { render } from "../layout/render/render.ts";
import { renderBilingual } from "../layout/render/render-bilingual.ts";
import { viewPages } from "../layout/view/view-pages.ts";
import type { OpenResult } from "../pipeline/read-result.ts";
import { CONTENT_TYPES, FILE_EXTENSIONS } from "./content-types.ts";
import { attachment } from "./download-name.ts";
import { RECEIPT_HEADER, receiptHeader } from "./receipt-header.ts";
import { zipResult } from "./zip-result.ts";

/** What a browser must not show under the service's own address, or cannot: it is always saved. */
const SAVED: ReadonlySet<AnswerFormat> = new Set(["html", "csv", "zip"]);

/** Whatever a document says, a browser that shows an answer runs and loads nothing of it, and does not take it for something else. */
export const INERT_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cache-control": "private, no-store",
};

export interface ResultAnswer {
  readonly format: AnswerFormat;
  readonly view?: ResultView;
  /** How chunks are made. */
  readonly chunking: Chunking;
  /** Those that the job had made for its chunks. */
  readonly vectors?: ChunkVectors | null;
  /** Whether it is to be saved, where a browser could show it. */
  readonly download?: boolean;
  readonly tag?: string;
  /** The other language, which stands beside the result's own. */
  readonly beside?: string | undefined;
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) if (text !== "") yield encoder.encode(text);
}

/** The connection breaks when a part is gone by then: an answer that ends well is a whole one. */
async function* toldOf<T>(chunks: AsyncIterable<T>, onError: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (error) {
    onError(error);
    throw error;
  }
}

function bodyOf(
  { frame, pages }: OpenResult,
  { format, view = WHOLE_VIEW, chunking, vectors = null, beside }: ResultAnswer,
): AsyncIterable<Uint8Array> {
  const seen = (as: ResultFormat): AsyncIterable<ResultPage> =>
    viewPages(pages, view, as === "json" ? "blocks" : "flow");
  if (format === "zip") return zipResult(frame, seen);
  if (format === "chunks") return encode(renderChunks(frame, seen("text"), chunking, vectors));
  return encode(
    beside === undefined
      ? render(format, frame, seen(format))
      : gather(renderBilingual(format, frame, seen(format), beside)),
  );
}

/** The pages of `result` are those to be shown: of all of it, or of one of its tables. */
export function resultResponse(result: OpenResult, answer: ResultAnswer, onError: (error: unknown) => void): Response {
  const { format, download = false, tag } = answer;
  const { name } = result.frame.document;
  const saved = download || SAVED.has(format);
  return new Response(ReadableStream.from(toldOf(bodyOf(result, answer), onError)), {
    headers: {
      "content-type": CONTENT_TYPES[format],
      ...(saved ? { "content-disposition": attachment(name, FILE_EXTENSIONS[format]) } : {}),
      ...(tag === undefined ? {} : { etag: tag }),
      [RECEIPT_HEADER]: receiptHeader(result.frame),
      vary: "Accept",
      ...INERT_HEADERS,
    },
  });
}
