/** A small document, read from its first page to its last while its caller waits. */
import type { DocumentStyle, LaidOutPage } from "../contracts/block.ts";
import type { ResultPage } from "../contracts/result.ts";
import { DocatError } from "../errors/docat-error.ts";
import { applyStyle } from "../layout/apply-style.ts";
import { summarisePage } from "../layout/summarise-page.ts";
import type { PdfDocument } from "../pdf/pdf-engine.ts";
import { type DirectDeps, type DirectDocument, describeFile, withDirectDocument } from "./direct-document.ts";
import { judgeFile, requireAllowed } from "./judge-file.ts";
import { type DocumentSayings, readDocument } from "./read-document.ts";
import { readPages } from "./read-pages.ts";
import type { OpenResult } from "./read-result.ts";
import { selectedPages } from "./selected-pages.ts";
import { factsOf, settleDocument, totalLoss } from "./settle.ts";

/** What one request may ask for. */
export interface DirectLimits {
  readonly maxPages: number;
  readonly budgetMs: number;
}

/** Takes so many pages of what the caller's account has; what it resolves with gives them back. */
export type ChargePages = (pages: number) => Promise<() => Promise<void>>;

/** The pages are charged before they are read, so that no two requests have the same ones, and given back when nothing comes of it. */
async function charged<T>(deps: DirectDeps, charge: ChargePages, pages: number, read: () => Promise<T>): Promise<T> {
  const giveBack = await charge(pages);
  try {
    return await read();
  } catch (error) {
    await giveBack().catch((failure: unknown) => deps.log.error("quota.not_given_back", failure));
    throw error;
  }
}

/**
 * The same result as a job's. Throws what a job of the document would fail with, `too_many_pages` also when more are asked for than one
 * request has read, `deadline_exceeded` when they take too long, and what
 * `charge` throws.
 */
export function readDirectly(
  deps: DirectDeps,
  limits: DirectLimits,
  direct: DirectDocument,
  charge: ChargePages,
): Promise<OpenResult> {
  const endsAt = performance.now() + limits.budgetMs;
  return withDirectDocument(deps, direct, async (document) => {
    const numbers = selectedPages(document, direct.options, deps.maxPages);
    if (numbers.length > limits.maxPages) {
      const detail = `One request has ${limits.maxPages} pages read at most. Make a job of it, or choose pages.`;
      throw new DocatError("too_many_pages", { detail });
    }
    return charged(deps, charge, numbers.length, async () => {
      const said = await readDocument(document, direct.options.pages);
      judgeFile(said.security, direct.options);
      const pages = await readPages(document, numbers, {
        beforePage() {
          if (performance.now() > endsAt) throw new DocatError("deadline_exceeded", { detail: "Make a job of it." });
        },
        onFailure: (page, error) => deps.log.error("page.failed", error, { page }),
      });
      return settle(direct, document, said, pages);
    });
  });
}

function settle(
  direct: DirectDocument,
  document: PdfDocument,
  said: DocumentSayings,
  pages: LaidOutPage[],
): OpenResult {
  const summaries = pages.map(summarisePage);
  const loss = totalLoss(summaries, document.warnings());
  if (loss !== undefined) throw loss;
  const { security: policy = {} } = direct.options;
  const facts = factsOf(document, said, describeFile(direct));
  const { style, frame } = settleDocument({ ...facts, policy }, summaries);
  requireAllowed(frame.security.counts, policy);
  return { frame, pages: { [Symbol.asyncIterator]: () => styled(pages, style) } };
}

async function* styled(pages: readonly LaidOutPage[], style: DocumentStyle): AsyncGenerator<ResultPage> {
  for (const page of pages) yield applyStyle(page, style);
}
