/** A document to Markdown as the service does it: page ranges apart, each of a document opened anew, then settled as a whole. */
import { createHash } from "node:crypto";
import { type LaidOutPage, laidOutPageSchema, type PageSummary, pageSummarySchema } from "../../lib/contracts/block.ts";
import type { ResultPage } from "../../lib/contracts/result.ts";
import { applyStyle } from "../../lib/layout/apply-style.ts";
import { render } from "../../lib/layout/render/render.ts";
import { summarisePage } from "../../lib/layout/summarise-page.ts";
import { type PdfEngine, withDocument } from "../../lib/pdf/pdf-engine.ts";
import { readDocument } from "../../lib/pipeline/read-document.ts";
import { readPages } from "../../lib/pipeline/read-pages.ts";
import { factsOf, settleDocument } from "../../lib/pipeline/settle.ts";

/** Ranges of `size` pages. What goes from stage to stage is written as JSON and read back, as in a store. */
export async function convertInRanges(
  engine: PdfEngine,
  name: string,
  bytes: Uint8Array,
  size: number,
): Promise<string> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = { name, sha256, size_bytes: bytes.length };
  const facts = await withDocument(engine, bytes, async (document) =>
    factsOf(document, await readDocument(document), file),
  );
  const parts: string[] = [];
  const summaries: PageSummary[] = [];
  const total = facts.document.pages_total;
  for (let first = 1; first <= total; first += size) {
    const numbers = Array.from({ length: Math.min(size, total - first + 1) }, (_, index) => first + index);
    const pages = await withDocument(engine, bytes, (document) => readPages(document, numbers));
    parts.push(JSON.stringify(pages));
    summaries.push(...pages.map((page) => pageSummarySchema.parse(JSON.parse(JSON.stringify(summarisePage(page))))));
  }
  const { style, frame } = settleDocument(facts, summaries);
  return await joined(render("markdown", frame, styled()));

  async function* styled(): AsyncGenerator<ResultPage> {
    for (const part of parts) {
      for (const page of JSON.parse(part) as LaidOutPage[]) {
        yield applyStyle(laidOutPageSchema.parse(page), style);
      }
    }
  }
}

/** All chunks as one string. */
export async function joined(chunks: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
}
