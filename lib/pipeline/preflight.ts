/** A look at a document before anything is made of it: what it would show, and what it would cost. */
import type { PageContent } from "../contracts/page-content.ts";
import type { PageNature, Preflight } from "../contracts/preflight.ts";
import { MAX_FONTS_TOLD } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { JOB_OVERHEAD_MS, SAMPLE_BUDGET_MS, SAMPLE_PAGES } from "../limits/direct.ts";
import type { PdfDocument } from "../pdf/pdf-engine.ts";
import { countFindings } from "../text/count-findings.ts";
import { judge, rejectedKinds } from "../text/judge.ts";
import { type DirectDeps, type DirectDocument, describeFile, withDirectDocument } from "./direct-document.ts";
import { cutIntoRanges } from "./page-ranges.ts";
import { readDocument } from "./read-document.ts";
import { selectedPages } from "./selected-pages.ts";

/** Share of a page that a picture covers for which the page is taken to be a scan. */
const SCANNED_SHARE = 0.5;
const REPLACEMENT = 0xfffd;

interface Sampled {
  readonly seen: Preflight["sample"][number];
  readonly fonts: readonly string[];
}

/** Throws what a job of the document would fail with when it is planned, but for `document_rejected`, which is told. */
export function preflightDocument(deps: DirectDeps, direct: DirectDocument): Promise<Preflight> {
  const startedAt = performance.now();
  return withDirectDocument(deps, direct, async (document) => {
    const openMs = performance.now() - startedAt;
    const numbers = selectedPages(document, direct.options, deps.maxPages);
    const { metadata, security } = await readDocument(document, direct.options.pages);
    const { pages, pageMs } = await readSample(document, sampleOf(numbers));
    const { security: policy = {} } = direct.options;
    return {
      document: { ...describeFile(direct), ...metadata },
      engine: document.engine,
      pages_total: document.pageCount,
      pages_selected: numbers.length,
      sample: pages.map(({ seen }) => seen),
      nature: natureOfAll(pages.map(({ seen }) => seen.nature)),
      encrypted: security.findings.some(({ kind }) => kind === "encrypted"),
      fonts_undecodable: [...new Set(pages.flatMap(({ fonts }) => fonts))].sort().slice(0, MAX_FONTS_TOLD),
      security: {
        ...security,
        findings: judge(security.findings, policy),
        rejected: rejectedKinds(countFindings(security.findings), policy),
      },
      estimate: estimate(numbers.length, deps.rangePages, { openMs, pageMs }),
      warnings: [...document.warnings()],
    };
  });
}

/** The first, the last, and others evenly between them. */
export function sampleOf(numbers: readonly number[]): number[] {
  const count = Math.min(SAMPLE_PAGES, numbers.length);
  const step = count > 1 ? (numbers.length - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, place) => numbers[Math.round(place * step)] ?? 1);
}

async function readSample(
  document: PdfDocument,
  numbers: readonly number[],
): Promise<{ readonly pages: Sampled[]; readonly pageMs: number }> {
  const startedAt = performance.now();
  const pages: Sampled[] = [];
  for (const number of numbers) {
    if (performance.now() - startedAt > SAMPLE_BUDGET_MS) break;
    pages.push(await samplePage(document, number));
  }
  return { pages, pageMs: (performance.now() - startedAt) / Math.max(1, pages.length) };
}

async function samplePage(document: PdfDocument, number: number): Promise<Sampled> {
  try {
    const page = await document.page(number);
    const { width, height, undecodableFonts: fonts = [] } = page;
    const counts = countCharacters(page);
    return { seen: { page: number, width, height, nature: natureOf(page, counts.characters), ...counts }, fonts };
  } catch (error) {
    if (error instanceof DocatError && error.retryable) throw error;
    const nothing = { width: 0, height: 0, characters: 0, characters_undecodable: 0 };
    return { seen: { page: number, nature: "failed", ...nothing }, fonts: [] };
  }
}

/** A scan may have its text beneath the picture, where nobody sees it. */
function countCharacters({ glyphs: { codes, style, count }, styles }: PageContent) {
  let characters = 0;
  let characters_undecodable = 0;
  for (let index = 0; index < count; index += 1) {
    if (styles[style[index] ?? 0]?.hidden) continue;
    characters += 1;
    if (codes[index] === REPLACEMENT) characters_undecodable += 1;
  }
  return { characters, characters_undecodable };
}

function natureOf({ images, width, height }: PageContent, characters: number): PageNature {
  if (characters > 0) return "text";
  const covered = images.reduce((sum, [left, top, right, bottom]) => sum + (right - left) * (bottom - top), 0);
  return covered >= SCANNED_SHARE * width * height ? "scan" : "empty";
}

function natureOfAll(natures: readonly PageNature[]): Preflight["nature"] {
  const [first, second] = new Set(natures.filter((nature) => nature === "text" || nature === "scan"));
  if (first === undefined) return "empty";
  return second === undefined ? first : "mixed";
}

/** Ranges are read at once: the longest counts, and each opens the document anew. */
function estimate(
  pages: number,
  rangePages: number,
  { openMs, pageMs }: { readonly openMs: number; readonly pageMs: number },
): Preflight["estimate"] {
  const ranges = cutIntoRanges(pages, rangePages);
  const opened = ranges.length > 1 ? 2 * openMs : openMs;
  const milliseconds = JOB_OVERHEAD_MS + opened + (ranges[0]?.count ?? 0) * pageMs;
  return { seconds: Math.round(milliseconds / 100) / 10, ranges: ranges.length };
}
