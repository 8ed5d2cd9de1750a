/** A result as a streamed answer: its size meets no limit of a function's response. */
import type { ResultFormat, ResultFrame, ResultPage } from "../contracts/result.ts";
import { gather } from "../layout/render/gather.ts";
import { render } from "../layout/render/render.ts";
import { renderBilingual } from "../layout/render/render-bilingual.ts";
import { RECEIPT_HEADER, receiptHeader } from "./receipt-header.ts";

export const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  text: "text/plain; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
  json: "application/json",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/** What a browser must not show under the service's own address: it is saved under the name that is given here. */
const SAVED_AS: Partial<Readonly<Record<ResultFormat, string>>> = { html: "result.html", csv: "result.csv" };

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

/** `pages` are those to be shown, of the result or of one of its tables. */
export function resultResponse(
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
  format: ResultFormat,
  onError: (error: unknown) => void,
  /** The other language that stands beside the result's own. */
  beside?: string,
): Response {
  const texts =
    beside === undefined ? render(format, frame, pages) : gather(renderBilingual(format, frame, pages, beside));
  const body = ReadableStream.from(encode(texts, onError));
  const file = SAVED_AS[format];
  return new Response(body, {
    headers: {
      "content-type": CONTENT_TYPES[format],
      ...(file === undefined ? {} : { "content-disposition": `attachment; filename="${file}"` }),
      [RECEIPT_HEADER]: receiptHeader(frame),
      "cache-control": "private, no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
      "x-content-type-options": "nosniff",
    },
  });
}
