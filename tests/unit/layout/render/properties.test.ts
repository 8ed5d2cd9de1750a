/** What holds of every result, whatever a document says: nothing throws, nothing in it becomes active, nothing is lost. */

import { describe, expect, it } from "vitest";
import { RESULT_FORMATS, resultSchema } from "../../../../lib/contracts/result.ts";
import { anyBlock, anyPages, anyText, cellsOf, plain, styled } from "../../../support/any-result.ts";
import { checkHtml } from "../../../support/html-checker.ts";
import { fc } from "../../../support/property.ts";
import { cell, pageOf, paragraph, tableOf, written } from "../../../support/result-pages.ts";

describe("Any result", () => {
  it("is written in every format, and as JSON is what the schema says", async () => {
    await fc.assert(
      fc.asyncProperty(anyPages(styled), async (pages) => {
        for (const format of RESULT_FORMATS) await written(format, pages);
        const { pages: read } = resultSchema.parse(JSON.parse(await written("json", pages)));
        expect(read).toHaveLength(pages.length);
      }),
      { numRuns: 300 },
    );
  });

  it("as HTML is well-formed, and has no element, attribute or address but those that are meant", async () => {
    const elements = new Set(
      "html head meta title body article h1 h2 h3 h4 h5 h6 p br pre code blockquote aside figure figcaption dl dt dd ul ol li table caption thead tbody tr th td strong em sup sub a".split(
        " ",
      ),
    );
    const attributes = new Set(
      "charset http-equiv content name id dir lang href role scope rowspan colspan value data-table".split(" "),
    );
    await fc.assert(
      fc.asyncProperty(anyPages(styled), anyText, async (pages, title) => {
        const html = checkHtml(await written("html", pages, { title, language: title }));
        for (const element of html.elements) {
          expect(elements).toContain(element.tag);
          for (const name of element.attributes.keys()) expect(attributes).toContain(name);
          const address = element.attributes.get("href");
          if (address !== undefined)
            expect(address).toMatch(/^(?:https:\/\/good\.example\/|mailto:a@good\.example$|#page-|#note-)/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("as plain text has one form feed for each end of a page between pages", async () => {
    await fc.assert(
      fc.asyncProperty(anyPages(styled), async (pages) => {
        expect((await written("text", pages)).split("\f")).toHaveLength(Math.max(1, pages.length));
      }),
    );
  });

  it("as CSV is read back as what its cells say", async () => {
    await fc.assert(
      fc.asyncProperty(cellsOf(plain), async (cells) => {
        const single = cells.map((each) => ({ ...each, row_span: 1, column_span: 1 }));
        const first = single.filter(
          ({ row, column }, at) => single.findIndex((b) => b.row === row && b.column === column) === at,
        );
        const csv = await written("csv", [pageOf(1, [tableOf(first)])]);
        const records = csvRecords(csv);
        for (const { row, column, text } of first) {
          expect(records[row]?.[column]?.replace(/^'/, "")).toBe(saidBy(text).trim().replace(/^'/, ""));
        }
      }),
    );
  });
});

/** The text as every renderer takes it: lines end by line feeds, and other control characters are gone. */
function saidBy(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]|\uFEFF/gu, "");
}

/** A reader of RFC 4180. */
function csvRecords(csv: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, bare = "", end = ""] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    records.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === "\r\n") records.push([]);
  }
  return records;
}

describe("Markdown of hostile text", () => {
  const shown = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  /** Backslashes before punctuation and the one character reference, as every reader of Markdown resolves them. */
  const unescaped = (markdown: string) => markdown.replaceAll(/\\([!-/:-@[-`{-~])|&lt;/g, (_, sign = "<") => sign);

  it("says what the text says once the escapes are resolved, and no line of it begins with markup", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const markdown = await written("markdown", [pageOf(1, [paragraph(text)])]);
        expect(shown(unescaped(markdown))).toBe(shown(saidBy(text)));
        for (const line of markdown.split("\n")) {
          expect(line).not.toMatch(
            /^(?: {4}|\t|#{1,6}(?:\s|$)|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|>|`{3}|~{3}|=+\s*$|[-|: ]*-[-|: ]*$)/,
          );
          expect(line).not.toMatch(/^\[[^\]]*\]:/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("has no tag, link, image or note but those that it is meant to have", async () => {
    const light = styled.map(({ monospace: _, link, ...rest }) => ({
      ...rest,
      ...(link?.startsWith("javascript") ? { link } : {}),
    }));
    const blocks = anyBlock(light).filter(({ type }) => type !== "table" && type !== "code");
    await fc.assert(
      fc.asyncProperty(fc.array(blocks, { maxLength: 5 }), async (drafts) => {
        const markdown = (await written("markdown", [pageOf(1, drafts)])).replaceAll(/\\[!-/:-@[-`{-~]/g, "\\");
        expect(markdown).not.toMatch(/<(?!\/?(?:sup|sub)>)[A-Za-z/!?]/);
        expect(markdown).not.toContain("](");
        expect(markdown).not.toMatch(/\[\^(?!1\])/);
      }),
      { numRuns: 1_000 },
    );
  });

  it("in cells of an HTML table is inert as well, and ends neither the table nor the row", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(styled, { maxLength: 3 }), async (spans) => {
        const cells = [cell(0, 0, spans, { column_span: 2 }), cell(1, 0, "x"), cell(1, 1, "y")];
        const markdown = await written("markdown", [pageOf(1, [tableOf(cells)])]);
        expect(markdown.trim().split("\n")).toHaveLength(4);
        checkHtml(markdown.trim());
      }),
      { numRuns: 500 },
    );
  });
});
