/** A result as a streamed answer: its size meets no limit of a function's response. */
import type { ResultFormat } from "../contracts/result.ts";
import { render } from "../layout/render/render.ts";
import type { OpenResult } from "../pipeline/read-result.ts";

const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  text: "text/plain; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
  json: "application/json",
};

async function* encode(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) if (text !== "") yield encoder.encode(text);
}

export function resultResponse(result: OpenResult, format: ResultFormat): Response {
  const body = ReadableStream.from(encode(render(format, result.frame, result.pages)));
  return new Response(body, {
    headers: {
      "content-type": CONTENT_TYPES[format],
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
