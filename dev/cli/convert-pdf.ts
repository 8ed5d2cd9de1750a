/** One PDF through engine, layout and renderer: the whole of the service's work, without its queue and store. */
import { createHash } from "node:crypto";
import { chunkRules } from "../../lib/chunks/chunk-rules.ts";
import { renderChunks } from "../../lib/chunks/render-chunks.ts";
import type { LaidOutPage } from "../../lib/contracts/block.ts";
import type { ChunkOptions } from "../../lib/contracts/chunk-options.ts";
import type { ResultFormat, ResultPage } from "../../lib/contracts/result.ts";
import type { SecurityReport } from "../../lib/contracts/security-report.ts";
import { applyStyle } from "../../lib/layout/apply-style.ts";
import { render } from "../../lib/layout/render/render.ts";
import { summarisePage } from "../../lib/layout/summarise-page.ts";
import { DEFAULT_CHUNK_LIMITS } from "../../lib/limits/chunk-limits.ts";
import { type PdfEngine, withDocument } from "../../lib/pdf/pdf-engine.ts";
import { readDocument } from "../../lib/pipeline/read-document.ts";
import { readPages } from "../../lib/pipeline/read-pages.ts";
import { factsOf, type Settlement, settleDocument } from "../../lib/pipeline/settle.ts";

/** A document whose pages are laid out and settled; `applyStyle` makes pages of a result of them. */
interface LaidOutPdf {
  readonly pages: readonly LaidOutPage[];
  readonly settlement: Settlement;
}

/** Lays all pages out. Rejects with DocatError when the document cannot be opened; a bad page costs itself only. */
export async function layOutPdf(engine: PdfEngine, name: string, bytes: Uint8Array): Promise<LaidOutPdf> {
  return await withDocument(engine, bytes, async (document) => {
    const numbers = Array.from({ length: document.pageCount }, (_, index) => index + 1);
    const pages = await readPages(document, numbers);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const facts = factsOf(document, await readDocument(document), { name, sha256, size_bytes: bytes.length });
    return { pages, settlement: settleDocument(facts, pages.map(summarisePage)) };
  });
}

/** What is made of a document: a result in a format, or its chunks. */
export type Wanted = ResultFormat | ChunkOptions;

/** Converts all pages; `tell` hears what was found in them. Rejects as `layOutPdf` does. */
export async function convertPdf(
  engine: PdfEngine,
  name: string,
  bytes: Uint8Array,
  wanted: Wanted,
  tell: (security: SecurityReport) => void = () => {},
): Promise<AsyncIterable<string>> {
  const { pages, settlement } = await layOutPdf(engine, name, bytes);
  tell(settlement.frame.security);
  if (typeof wanted === "string") return render(wanted, settlement.frame, styled());
  const rules = chunkRules(wanted, DEFAULT_CHUNK_LIMITS);
  return renderChunks(settlement.frame, styled(), { rules, readAs: "" });

  async function* styled(): AsyncGenerator<ResultPage> {
    for (const page of pages) {
      yield applyStyle(page, settlement.style);
    }
  }
}
