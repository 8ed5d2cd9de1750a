/** A small job's plan, parts and result, for tests of the stores. */
import { toProblem } from "../../lib/contracts/problem.ts";
import type { ResultManifest } from "../../lib/contracts/result-manifest.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { Plan } from "../../lib/jobs/job-record.ts";

const FIRST = "0".repeat(16);
export const LATE = "f".repeat(16);

export function partOf(pages: number, attempt = FIRST) {
  return { attempt, pieces: 1, pages };
}

/** What an attempt brings home of a range. */
export function accepted(pages: number, attempt = FIRST) {
  return { part: partOf(pages, attempt), pages: [] };
}

export const page = { number: 1, width: 1, height: 1, blocks: [], warnings: [] };
const metadata = { title: null, author: null, language: null, pdf_version: "1.7" };
export const plan: Plan = {
  pages_total: 6,
  pages_selected: 6,
  range_pages: 3,
  ranges: 2,
  engine: "test",
  metadata,
  warnings: [],
};
const document = { name: null, sha256: "0".repeat(64), size_bytes: 4, pages_total: 6, ...metadata };
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
  frame: { document, receipt, warnings: [] },
  style: { body_size: 10, heading_sizes: [] },
  parts: [partOf(3), partOf(3)],
};
export const problem = toProblem(new DocatError("pdf_corrupt"));
