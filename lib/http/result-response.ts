/** A result as a streamed answer: its size meets no limit of a function's response. */
import type { ResultFormat } from "../contracts/result.ts";
import { render } from "../layout/render/render.ts";
import type { OpenResult } from "../pipeline/read-result.ts";
import { RECEIPT_HEADER, receiptHeader } from "./receipt-header.ts";

const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  text: "text/plain; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
  json: "application/json",
};

/** The connection breaks when a part is gone by then: an answer that ends well is a whole one. */
async function* encode(texts: AsyncIterable<string>, onError: (error: unknown) => void): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  try {
    for await (const text of texts) if (text !== "") yield encoder.encode(text);
  } catch (error) {
    onError(error);
    throw error;
  }
}

export function resultResponse(result: OpenResult, format: ResultFormat, onError: (error: unknown) => void): Response {
  const body = ReadableStream.from(encode(render(format, result.frame, result.pages), onError));
  return new Response(body, {
    headers: {
      "content-type": CONTENT_TYPES[format],
      [RECEIPT_HEADER]: receiptHeader(result.frame),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
