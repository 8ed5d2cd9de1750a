/** What holds of every result, whatever a document says: nothing throws, nothing in it becomes active, nothing is lost. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RESULT_FORMATS, type ResultPage, resultSchema } from "../../../../lib/contracts/result.ts";
import { HIDDEN_REASONS, type Span } from "../../../../lib/contracts/result-block.ts";
import { checkHtml } from "../../../support/html-checker.ts";
import {
  block,
  cell,
  type Draft,
  item,
  pageOf,
  paragraph,
  span,
  tableOf,
  written,
} from "../../../support/result-pages.ts";

/** Pieces of what Markdown and HTML read as markup, and words between them. */
const HOSTILE = [
  ..."*_~`[]()<>!#+-=|\\&:.\"' \n\t",
  "word",
  "Wort ",
  "日本",
  "「",
  "שלום",
  "1.",
  "](http://evil.example)",
  "![x](http://evil.example/i.png)",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<!--",
  "</article>",
  "javascript:alert(1)",
  "http://evil.example/",
  "[^1]",
  "[a]: http://evil.example",
  "&lt;",
  "&#60;",
  "```",
  "---",
  "\u0000",
  "\f",
  "\r\n",
  "\u2028",
  "\uD800",
  "😀",
];
const hostile = fc.array(fc.constantFrom(...HOSTILE), { maxLength: 12 }).map((parts) => parts.join(""));
const anyText = fc.oneof({ weight: 4, arbitrary: hostile }, fc.string({ unit: "binary", maxLength: 20 }));

const flag = fc.constantFrom(undefined, undefined, true as const);
const anyLink = fc.constantFrom(
  undefined,
  undefined,
  "https://good.example/a(b)",
  "mailto:a@good.example",
  "#page=2",
  "javascript:alert(1)",
  'https://good.example/"><script>',
  "data:text/html,x",
);

const styled = fc
  .record({
    text: anyText,
    bold: flag,
    italic: flag,
    monospace: flag,
    script: fc.constantFrom(undefined, "super", "sub"),
    link: anyLink,
  })
  .map(({ text, ...style }) => span(text, defined(style)));
const plain = anyText.map((text) => span(text));

function defined(style: object): Partial<Span> {
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined));
}

const cellsOf = (spans: fc.Arbitrary<Span>) =>
  fc.array(
    fc
      .tuple(
        fc.nat(4),
        fc.nat(4),
        fc.array(spans, { maxLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
      )
      .map(([row, column, texts, row_span, column_span, header]) =>
        cell(row, column, texts, { row_span, column_span, header }),
      ),
    { maxLength: 8 },
  );

/** Any block of such spans; what it continues is the block before it on an earlier page, or nothing that there is. */
function anyBlock(spans: fc.Arbitrary<Span>): fc.Arbitrary<Draft> {
  const text = fc.array(spans, { maxLength: 4 });
  const level = fc.integer({ min: 1, max: 6 });
  const bare = fc.constantFrom("title", "code", "quote", "formula", "aside", "header", "footer", "page_number");
  const fields = fc.constantFrom("text", "choice", "checkbox", "radio", "button", "signature");
  return fc.oneof(
    text.map((all) => paragraph(all)),
    fc.tuple(bare, text).map(([type, all]) => block(type as "title", all, {})),
    fc.tuple(level, text).map(([at, all]) => block("heading", all, { level: at })),
    fc
      .tuple(fc.oneof(anyText, fc.constantFrom("•", "1.", "(a)", "7)")), text, level)
      .map(([marker, all, at]) => item(marker, all, at)),
    fc.tuple(fc.constantFrom("1", "*", ""), text).map(([mark, all]) => block("footnote", all, { mark })),
    fc.tuple(anyText, text).map(([alt, all]) => block("figure", all, { alt })),
    fc.tuple(fc.constantFrom("p1-0", "p1-1", "p2-1"), text).map(([target, all]) => block("caption", all, { target })),
    fc
      .tuple(fields, anyText, fc.boolean(), text)
      .map(([kind, name, checked, all]) => block("field", all, { kind, name, checked })),
    fc.tuple(anyText, text).map(([kind, all]) => block("annotation", all, { kind })),
    fc.tuple(fc.constantFrom(...HIDDEN_REASONS), text).map(([reason, all]) => block("hidden", all, { reason })),
    cellsOf(spans).map((cells) => tableOf(cells)),
  );
}

function anyPages(spans: fc.Arbitrary<Span>): fc.Arbitrary<ResultPage[]> {
  const placed = fc.tuple(anyBlock(spans), fc.constantFrom(undefined, "p1-0", "p1-1", "p2-0", "p2-1", "p3-0"));
  const drafts = placed.map(([draft, continues]) => (continues === undefined ? draft : { ...draft, continues }));
  const pages = fc.array(fc.array(drafts, { maxLength: 5 }), { maxLength: 4 });
  return pages.map((all) => all.map((blocks, index) => pageOf(index + 1, blocks)));
}

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
