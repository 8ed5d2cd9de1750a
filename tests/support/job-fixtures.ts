/** A small job's plan, parts and result, for tests of the stores. */

import type { Unit, UnitRef, UnitSummary } from "../../lib/contracts/enrichment.ts";
import { NO_PARTS } from "../../lib/contracts/outline.ts";
import type { PageRange } from "../../lib/contracts/page-range.ts";
import { toProblem } from "../../lib/contracts/problem.ts";
import { RESULT_SCHEMA_VERSION } from "../../lib/contracts/result.ts";
import type { PartRef, RangeSummary, ResultManifest } from "../../lib/contracts/result-manifest.ts";
import { NO_FINDINGS } from "../../lib/contracts/security-report.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { Holder } from "../../lib/jobs/claim.ts";
import type { Plan } from "../../lib/jobs/job-record.ts";
import { settleStyle } from "../../lib/layout/settle-style.ts";
import { NOTHING_ADDED } from "../../lib/pipeline/unit-work.ts";

const FIRST = "0".repeat(16);
export const LATE = "f".repeat(16);

/** The two ranges into which the plan below cuts its six pages. */
export const HEAD: PageRange = { first: 0, count: 3 };
export const TAIL: PageRange = { first: 3, count: 3 };
export const RANGES: readonly PageRange[] = [HEAD, TAIL];

export function partOf(range: PageRange, attempt = FIRST): PartRef {
  return { range, attempt, pieces: 1 };
}

/** What an attempt brings home of a range. */
export function accepted(range: PageRange, attempt = FIRST): RangeSummary {
  return { part: partOf(range, attempt), pages: [] };
}

/** What is added to its result. */
export const UNITS: readonly Unit[] = ["t0-3", "t3-3"];

export function unitRef(unit: Unit, attempt = FIRST): UnitRef {
  return { unit, attempt, pieces: 1 };
}

/** What an attempt brings home of a unit. */
export function addedBy(unit: Unit, attempt = FIRST): UnitSummary {
  return { ref: unitRef(unit, attempt), ...NOTHING_ADDED };
}

/** An attempt's holder. */
export function holderOf(token: string, messageId = "msg_1", retried = 0): Holder {
  return { token, messageId, retried };
}

export const page = { number: 1, width: 1, height: 1, blocks: [], warnings: [] };
const metadata = { title: null, author: null, language: null, pdf_version: "1.7" };
export const plan: Plan = {
  pages_total: 6,
  pages_selected: 6,
  ranges: 2,
  engine: "test",
  warnings: [],
};
const document = { name: null, sha256: "0".repeat(64), size_bytes: 4, pages_total: 6, ...metadata, ...NO_PARTS };
const receipt = {
  engine: "test",
  pages_total: 6,
  pages_selected: 6,
  pages_extracted: 6,
  pages_empty: [],
  pages_failed: [],
  pages_truncated: [],
  pages_undecodable: [],
  pages_ocr: [],
  characters: 1,
  characters_undecodable: 0,
  characters_outside_pages: 0,
  fonts_undecodable: [],
};
export const manifest: ResultManifest = {
  v: 1,
  frame: { schema_version: RESULT_SCHEMA_VERSION, document, receipt, warnings: [], security: NO_FINDINGS },
  style: settleStyle([]),
  parts: [partOf(HEAD), partOf(TAIL)],
};
export const problem = toProblem(new DocatError("pdf_corrupt"));
