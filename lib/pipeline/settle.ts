/** Settles a document from the summaries of its pages: the style for all of them, the receipt, the warnings, what was found. */
import type { DocumentStyle, PageSummary } from "../contracts/block.ts";
import type { DocumentSecurity } from "../contracts/document-security.ts";
import { type DocumentInfo, RESULT_SCHEMA_VERSION, type Receipt, type ResultFrame } from "../contracts/result.ts";
import type { SecurityPolicy } from "../contracts/security-policy.ts";
import { MAX_FONTS_TOLD, PAGE_MARKS, WARNING_CODES, type Warning, type WarningCode } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { settleStyle } from "../layout/settle-style.ts";
import { ENGINE_VERSIONS } from "../limits/result-version.ts";
import type { PdfDocument } from "../pdf/pdf-engine.ts";
import { screenInfo } from "../text/screen-info.ts";
import { securityReport } from "../text/security-report.ts";
import type { DocumentSayings } from "./read-document.ts";

/** What is known of the document besides its pages. */
export interface DocumentFacts {
  readonly document: DocumentInfo;
  readonly engine: string;
  /** What the engine noticed when it opened the document. */
  readonly warnings: readonly Warning[];
  /** What was found in the file; nothing where nobody looked. */
  readonly security?: DocumentSecurity | undefined;
  readonly policy?: SecurityPolicy | undefined;
}

/** The same of a document that is open, by its file and by what it says of itself. */
export function factsOf(
  document: PdfDocument,
  { metadata, navigation, security }: DocumentSayings,
  file: Pick<DocumentInfo, "name" | "sha256" | "size_bytes">,
): DocumentFacts {
  const { warnings, ...parts } = navigation;
  return {
    document: { ...file, ...metadata, ...parts, pages_total: document.pageCount },
    engine: document.engine,
    warnings: [...document.warnings(), ...warnings],
    security,
  };
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
const PER_PAGE = new Set<WarningCode>([
  "page_without_text",
  "page_failed",
  "page_too_complex",
  "page_incomplete",
  "page_reread",
  "text_undecodable",
  "text_outside_page",
]);

/** `summaries` are those of the selected pages, in any order. The same input gives the same output, byte for byte. */
export function settleDocument(facts: DocumentFacts, summaries: readonly PageSummary[]): Settlement {
  const ordered = summaries.map(withItsWarnings).sort((a, b) => a.number - b.number);
  const told = ordered.flatMap((summary) => summary.warnings);
  const { document, ...info } = screenInfo(facts.document);
  const pages = ordered.flatMap(({ security }) => (security === undefined ? [] : [security]));
  const frame: ResultFrame = {
    schema_version: RESULT_SCHEMA_VERSION,
    document,
    receipt: settleReceipt(facts, ordered, told),
    warnings: settleWarnings([...facts.warnings, ...told]),
    security: securityReport({ file: facts.security, info, pages }, facts.policy ?? {}),
  };
  return { style: settleStyle(ordered, document.outline, document.title), frame };
}

/**
 * Why a document of which no page could be read has no result; undefined when one was, or when none was asked for.
 * `pdf_too_complex` when one of the pages was, `pdf_corrupt` otherwise; `pdf_truncated` when the file has lost its end and no page that is left has text.
 */
export function totalLoss(
  summaries: readonly PageSummary[],
  warnings: readonly Warning[] = [],
): DocatError | undefined {
  if (summaries.length === 0) return undefined;
  if (!summaries.every(({ failed }) => failed)) {
    const nothingLeft = summaries.every(({ characters }) => characters === 0);
    const truncated = warnings.some(({ code }) => code === "document_truncated");
    return truncated && nothingLeft
      ? new DocatError("pdf_truncated", { detail: "What is left of it has no text." })
      : undefined;
  }
  const tooComplex = summaries.some(({ warnings }) => warnings.some(({ code }) => code === "page_too_complex"));
  return new DocatError(tooComplex ? "pdf_too_complex" : "pdf_corrupt", { detail: "None of its pages could be read." });
}

/** What must be said of a page by its numbers alone: whoever forgot to say it, no page is lost without a word. */
function withItsWarnings(summary: PageSummary): PageSummary {
  const { number: page, failed, characters, undecodable, warnings } = summary;
  const said = new Set(warnings.map(({ code }) => code));
  const missing: Warning[] = [];
  if (failed && !warnings.some(({ code }) => PAGE_MARKS[code] === "failed")) {
    missing.push({ code: "page_failed", message: "The page could not be read.", page });
  }
  if (!failed && characters === 0 && !said.has("page_without_text")) {
    missing.push({ code: "page_without_text", message: "The page shows no text.", page });
  }
  if (undecodable > 0 && !said.has("text_undecodable")) {
    missing.push({ code: "text_undecodable", message: "Some characters could not be decoded.", page });
  }
  return missing.length === 0 ? summary : { ...summary, warnings: [...warnings, ...missing] };
}

function settleReceipt(facts: DocumentFacts, summaries: readonly PageSummary[], told: readonly Warning[]): Receipt {
  const numbersOf = (is: (summary: PageSummary) => boolean) => summaries.filter(is).map(({ number }) => number);
  const marked = (mark: string) => numbersOf(({ warnings }) => warnings.some(({ code }) => PAGE_MARKS[code] === mark));
  const sum = (count: (summary: PageSummary) => number) => summaries.reduce((total, each) => total + count(each), 0);
  return {
    engine: enginesOf(facts.engine, told),
    pages_total: facts.document.pages_total,
    pages_selected: summaries.length,
    pages_extracted: numbersOf(({ failed, characters }) => !failed && characters > 0).length,
    pages_empty: numbersOf(({ failed, characters }) => !failed && characters === 0),
    pages_failed: numbersOf(({ failed }) => failed),
    pages_truncated: marked("truncated"),
    pages_undecodable: marked("undecodable"),
    pages_ocr: [],
    characters: sum(({ characters }) => characters),
    characters_undecodable: sum(({ undecodable }) => undecodable),
    characters_outside_pages: told
      .filter(({ code }) => code === "text_outside_page")
      .reduce((total, { characters = 0 }) => total + characters, 0),
    fonts_undecodable: [...new Set(told.flatMap(({ fonts = [] }) => fonts))].sort().slice(0, MAX_FONTS_TOLD),
  };
}

/** All that had a part in the result: single pages may have been read by the other engine. */
function enginesOf(engine: string, told: readonly Warning[]): string {
  const reread = told.some(({ code }) => code === "page_reread");
  return reread && engine !== ENGINE_VERSIONS.pdfjs ? `${engine}, ${ENGINE_VERSIONS.pdfjs}` : engine;
}

/**
 * In the order of the table of codes, then of the pages; each kind bounded. The fonts stand in the receipt alone: which
 * page tells of one depends on the pages that were read before it.
 */
function settleWarnings(all: readonly Warning[]): Warning[] {
  return WARNING_CODES.flatMap((code) => {
    const warnings = all.filter((warning) => warning.code === code).map(({ fonts: _, ...warning }) => warning);
    return PER_PAGE.has(code) ? boundWarnings(code, warnings) : warnings.slice(0, 1);
  });
}

function boundWarnings(code: WarningCode, warnings: readonly Warning[]): Warning[] {
  const kept = warnings.slice(0, MAX_WARNINGS_PER_CODE);
  const rest = warnings.length - kept.length;
  return rest > 0 ? [...kept, { code, message: `The same holds for ${rest} more pages.` }] : kept;
}
