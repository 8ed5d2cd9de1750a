/** Page selections as people write them: `1-3,8,20-`. Pure; knows no document. */
import { z } from "zod";

const MAX_SELECTION_CHARS = 500;

/** First and last page, 1-based and inclusive; an open end is Infinity. */
interface PageSpan {
  readonly first: number;
  readonly last: number;
}

function parseSpan(part: string): PageSpan | null {
  const match = /^(\d{1,6})(-(\d{0,6}))?$/.exec(part.trim());
  if (!match) return null;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
  return first >= 1 && last >= first ? { first, last } : null;
}

/** Wire form of a selection: numbers and spans, separated by commas; a span may be open at its end. */
export const pageSelectionSchema = z
  .string()
  .max(MAX_SELECTION_CHARS)
  .refine((text) => text.split(",").every((part) => parseSpan(part) !== null), {
    message: 'Write pages as numbers and spans, for example "1-3,8,20-".',
  });

/**
 * One spelling for all selections of the same pages, whatever the document's length: sorted, joined where they touch.
 * Undefined when it is all pages.
 */
export function canonicalPages(selection: string): string | undefined {
  const spans = selection.split(",").flatMap((part) => parseSpan(part) ?? []);
  const joined: { readonly first: number; last: number }[] = [];
  for (const { first, last } of spans.sort((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else joined.push({ first, last });
  }
  const text = joined.map(({ first, last }) => `${first}-${Number.isFinite(last) ? last : ""}`).join(",");
  return text === "1-" ? undefined : text;
}

/**
 * The pages that a selection names in a document of `pagesTotal` pages: sorted, each once.
 * No selection means all. Pages past the end are left out; the answer may be empty.
 * Overlapping spans are walked once: the work follows the document's length, not the selection's.
 */
export function selectPages(selection: string | undefined, pagesTotal: number): number[] {
  const spans = (selection ?? "1-").split(",").flatMap((part) => parseSpan(part) ?? []);
  const pages: number[] = [];
  for (const { first, last } of spans.sort((a, b) => a.first - b.first)) {
    const next = Math.max(first, (pages.at(-1) ?? 0) + 1);
    for (let page = next; page <= Math.min(last, pagesTotal); page++) pages.push(page);
  }
  return pages;
}

/** The selection that names these pages, which are sorted. */
export function writePages(numbers: readonly number[]): string {
  const spans: { readonly first: number; last: number }[] = [];
  for (const number of numbers) {
    const before = spans.at(-1);
    if (before !== undefined && number === before.last + 1) before.last = number;
    else spans.push({ first: number, last: number });
  }
  return spans.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}
