/** Settles a document from the summaries of its pages: the style for all of them, the receipt, the warnings. */
import type { DocumentStyle, PageSummary } from "../contracts/block.ts";
import type { DocumentInfo, Receipt, ResultFrame } from "../contracts/result.ts";
import { WARNING_CODES, type Warning } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { settleStyle } from "../layout/settle-style.ts";

/** What is known of the document besides its pages. */
export interface DocumentFacts {
  readonly document: DocumentInfo;
  readonly engine: string;
  /** What the engine noticed when it opened the document. */
  readonly warnings: readonly Warning[];
}

export interface Settlement {
  readonly style: DocumentStyle;
  readonly frame: ResultFrame;
}

/** Warnings about single pages: of each kind this many name their page, and one more tells how many there are. */
const MAX_WARNINGS_PER_CODE = 50;

/**
 * Pages told one by one. All else comes from fonts and file structure, which an engine reports on the first page that
 * meets them, so only the first page overall does not depend on how the pages were split.
 */
const PER_PAGE = new Set<Warning["code"]>([
  "page_without_text",
  "page_failed",
  "page_too_complex",
  "page_incomplete",
  "text_undecodable",
]);

/** `summaries` are those of the selected pages, in any order. The same input gives the same output, byte for byte. */
export function settleDocument(facts: DocumentFacts, summaries: readonly PageSummary[]): Settlement {
  const ordered = summaries.toSorted((a, b) => a.number - b.number);
  const warnings = settleWarnings([...facts.warnings, ...ordered.flatMap((summary) => summary.warnings)]);
  const frame = { document: facts.document, receipt: settleReceipt(facts, ordered), warnings };
  return { style: settleStyle(ordered), frame };
}

/**
 * Why a document of which no page could be read has no result; undefined when one was, or when none was asked for.
 * `pdf_too_complex` when one of the pages was, `pdf_corrupt` otherwise.
 */
export function totalLoss(summaries: readonly PageSummary[]): DocatError | undefined {
  if (summaries.length === 0 || !summaries.every(({ failed }) => failed)) return undefined;
  const tooComplex = summaries.some(({ warnings }) => warnings.some(({ code }) => code === "page_too_complex"));
  return new DocatError(tooComplex ? "pdf_too_complex" : "pdf_corrupt", { detail: "None of its pages could be read." });
}

function settleReceipt(facts: DocumentFacts, summaries: readonly PageSummary[]): Receipt {
  const failed = summaries.filter((summary) => summary.failed);
  const empty = summaries.filter((summary) => !summary.failed && summary.characters === 0);
  return {
    engine: facts.engine,
    pages_total: facts.document.pages_total,
    pages_selected: summaries.length,
    pages_extracted: summaries.length - failed.length,
    pages_empty: empty.map((summary) => summary.number),
    pages_failed: failed.map((summary) => summary.number),
    characters: summaries.reduce((sum, summary) => sum + summary.characters, 0),
    characters_undecodable: summaries.reduce((sum, summary) => sum + summary.undecodable, 0),
  };
}

/** In the order of the table of codes, then of the pages; each kind bounded. */
function settleWarnings(all: readonly Warning[]): Warning[] {
  return WARNING_CODES.flatMap((code) => {
    const warnings = all.filter((warning) => warning.code === code);
    return PER_PAGE.has(code) ? boundWarnings(code, warnings) : warnings.slice(0, 1);
  });
}

function boundWarnings(code: Warning["code"], warnings: readonly Warning[]): Warning[] {
  const kept = warnings.slice(0, MAX_WARNINGS_PER_CODE);
  const rest = warnings.length - kept.length;
  return rest > 0 ? [...kept, { code, message: `The same holds for ${rest} more pages.` }] : kept;
}
