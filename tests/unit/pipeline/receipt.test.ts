/** The receipt over every combination of what can become of pages: each is accounted for once, and none is lost silently. */

import { describe, expect, it } from "vitest";
import type { PageSummary } from "../../../lib/contracts/block.ts";
import { NOTHING_FOUND } from "../../../lib/contracts/document-security.ts";
import { NO_NAVIGATION, NO_PARTS } from "../../../lib/contracts/outline.ts";
import type { PageContent } from "../../../lib/contracts/page-content.ts";
import { type ResultFrame, receiptSchema } from "../../../lib/contracts/result.ts";
import { MAX_FONTS_TOLD, type Warning, type WarningCode } from "../../../lib/contracts/warning.ts";
import { summarisePage } from "../../../lib/layout/summarise-page.ts";
import type { PdfDocument } from "../../../lib/pdf/pdf-engine.ts";
import { readPages } from "../../../lib/pipeline/read-pages.ts";
import { settleDocument } from "../../../lib/pipeline/settle.ts";
import { pageOf, run } from "../../support/page-builder.ts";

const metadata = { title: null, author: null, language: null, pdf_version: null };
const document = { name: null, sha256: "00", size_bytes: 1, pages_total: 9, ...metadata, ...NO_PARTS };
const facts = { document, engine: "test", warnings: [] };

/** A page on which the layout found nothing. */
const NOTHING = summarisePage({ number: 1, width: 1, height: 1, blocks: [], warnings: [] });

const PAGE_CODES: readonly WarningCode[] = [
  "page_without_text",
  "page_failed",
  "page_incomplete",
  "text_undecodable",
  "text_outside_page",
];

/** Every list of items that are taken or left. */
function subsets<T>(items: readonly T[]): T[][] {
  const masks = Array.from({ length: 2 ** items.length }, (_, mask) => mask);
  return masks.map((mask) => items.filter((_, bit) => (mask >> bit) & 1));
}

/** Every summary that a page could have, also those that no engine and no layout would give. */
function everySummary(number: number): PageSummary[] {
  return [true, false].flatMap((failed) =>
    [0, 7].flatMap((characters) =>
      [0, 3].flatMap((undecodable) =>
        subsets(PAGE_CODES).map((codes) => {
          const warnings = codes.map((code): Warning => ({ code, message: code, page: number }));
          return { ...NOTHING, number, characters, undecodable, failed, warnings };
        }),
      ),
    ),
  );
}

/** What must hold of any result of these pages; answers what does not, since a matcher a combination would be slow. */
function faultsOf({ receipt, warnings }: ResultFrame, pages: readonly number[]): string[] {
  const faults: string[] = [];
  const extracted = pages.length - receipt.pages_empty.length - receipt.pages_failed.length;
  if (receipt.pages_selected !== pages.length) faults.push("selected");
  if (receipt.pages_extracted !== extracted) faults.push("a page is counted twice, or not at all");
  if (receipt.pages_empty.some((page) => receipt.pages_failed.includes(page))) faults.push("both empty and failed");
  if (receipt.characters === 0 && warnings.length === 0) faults.push("nothing, and nothing said");
  const told = new Set(warnings.map(({ code, page }) => `${code} ${page}`));
  const missing = [
    ...receipt.pages_empty.map((page) => `page_without_text ${page}`),
    ...receipt.pages_failed.map((page) => `page_failed ${page}`),
    ...receipt.pages_truncated.map((page) => `page_incomplete ${page}`),
    ...receipt.pages_undecodable.map((page) => `text_undecodable ${page}`),
  ].filter((warning) => !told.has(warning));
  return [...faults, ...missing.map((warning) => `not said: ${warning}`)];
}

describe("A receipt", () => {
  it("accounts for every page once, and for nothing that was lost without a warning", () => {
    const seconds = everySummary(2);
    const faults = new Set<string>();
    let combinations = 0;
    for (const first of everySummary(1)) {
      for (const second of seconds) {
        combinations += 1;
        const { frame } = settleDocument(facts, [first, second]);
        for (const fault of faultsOf(frame, [1, 2])) faults.add(`${fault} for ${JSON.stringify([first, second])}`);
      }
    }
    expect([...faults].slice(0, 3)).toEqual([]);
    expect(combinations).toBe(256 * 256);
  });

  it("says `ok` with no text and no warning of no page that can be read", async () => {
    const good = run({ text: "Text" });
    const incomplete: Warning = { code: "page_incomplete", message: "cut", page: 1 };
    const outcomes: readonly ((number: number) => PageContent)[] = [
      (number) => pageOf([good], number),
      (number) => pageOf([], number),
      (number) => pageOf([run({ text: " " }), run({ text: "\u200B" })], number),
      (number) => pageOf([run({ text: "\u0001\u0002" })], number),
      (number) => ({ ...pageOf([], number), warnings: [{ ...incomplete, page: number }] }),
      (number) => ({ ...pageOf([good], number), warnings: [{ ...incomplete, page: number }] }),
      (number) => pageOf([run({ text: "Nowhere", x: Number.NaN })], number),
      () => {
        throw new RangeError("Maximum call stack size exceeded");
      },
    ];
    for (const chosen of everyTriple(outcomes)) {
      const reads: PdfDocument = {
        engine: "test",
        pageCount: 3,
        metadata: async () => metadata,
        navigation: async () => NO_NAVIGATION,
        security: async () => NOTHING_FOUND,
        page: async (number) => chosen[number - 1]?.(number) ?? pageOf([], number),
        warnings: () => [],
        close: async () => {},
      };
      const pages = [...(await readPages(reads, [3])), ...(await readPages(reads, [1, 2]))];
      const { frame } = settleDocument(facts, pages.map(summarisePage));
      expect(faultsOf(frame, [1, 2, 3])).toEqual([]);
      expect(receiptSchema.parse(frame.receipt)).toEqual(frame.receipt);
    }
  });

  it("names what was cut short or not decoded beside what became of the page, and sums what lay outside", () => {
    const page = (number: number, warnings: Warning[], undecodable = 0): PageSummary => ({
      ...NOTHING,
      number,
      characters: 10,
      undecodable,
      warnings,
    });
    const outside = (number: number, characters: number): Warning => ({
      code: "text_outside_page",
      message: "outside",
      page: number,
      characters,
    });
    const { receipt } = settleDocument(facts, [
      page(4, [outside(4, 30)]),
      page(2, [{ code: "page_incomplete", message: "cut", page: 2 }, outside(2, 12)], 1),
      page(3, []),
    ]).frame;
    expect(receipt).toMatchObject({
      pages_selected: 3,
      pages_extracted: 3,
      pages_empty: [],
      pages_failed: [],
      pages_truncated: [2],
      pages_undecodable: [2],
      pages_ocr: [],
      characters_undecodable: 1,
      characters_outside_pages: 42,
    });
  });

  it("names each undecodable font once, in one order however the pages were split, and not more than a bound", () => {
    const withFonts = (number: number, fonts: string[]): PageSummary => ({
      ...summarisePage({ number, width: 1, height: 1, blocks: [], warnings: [] }),
      warnings: [{ code: "font_unreadable", message: "fault", page: number, fonts }],
    });
    const whole = [withFonts(1, ["Zapf", "Arial"]), withFonts(2, ["Mono"]), withFonts(3, [])];
    const split = [withFonts(3, ["Mono"]), withFonts(2, ["Mono", "Arial"]), withFonts(1, ["Arial", "Zapf"])];
    for (const summaries of [whole, split]) {
      const { receipt, warnings } = settleDocument(facts, summaries).frame;
      expect(receipt.fonts_undecodable).toEqual(["Arial", "Mono", "Zapf"]);
      expect(warnings.filter((warning) => "fonts" in warning)).toEqual([]);
    }
    const many = Array.from({ length: 90 }, (_, at) => withFonts(at + 1, [`Font ${at}`]));
    expect(settleDocument(facts, many).frame.receipt.fonts_undecodable).toHaveLength(MAX_FONTS_TOLD);
  });
});

function everyTriple<T>(items: readonly T[]): T[][] {
  return items.flatMap((a) => items.flatMap((b) => items.map((c) => [a, b, c])));
}
