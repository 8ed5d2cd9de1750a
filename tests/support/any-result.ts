/** Results of any kind, of text that tries to be more than text: for tests of what holds of all of them. */

import type { ResultPage } from "../../lib/contracts/result.ts";
import { HIDDEN_REASONS, type Span } from "../../lib/contracts/result-block.ts";
import { fc } from "./property.ts";
import { block, cell, type Draft, item, pageOf, paragraph, span, tableOf } from "./result-pages.ts";

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
export const anyText = fc.oneof({ weight: 4, arbitrary: hostile }, fc.string({ unit: "binary", maxLength: 20 }));

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

export const styled = fc
  .record({
    text: anyText,
    bold: flag,
    italic: flag,
    monospace: flag,
    script: fc.constantFrom(undefined, "super", "sub"),
    link: anyLink,
  })
  .map(({ text, ...style }) => span(text, defined(style)));
export const plain = anyText.map((text) => span(text));

function defined(style: object): Partial<Span> {
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined));
}

export const cellsOf = (spans: fc.Arbitrary<Span>) =>
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
export function anyBlock(spans: fc.Arbitrary<Span>): fc.Arbitrary<Draft> {
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

export function anyPages(spans: fc.Arbitrary<Span>): fc.Arbitrary<ResultPage[]> {
  const placed = fc.tuple(anyBlock(spans), fc.constantFrom(undefined, "p1-0", "p1-1", "p2-0", "p2-1", "p3-0"));
  const drafts = placed.map(([draft, continues]) => (continues === undefined ? draft : { ...draft, continues }));
  const pages = fc.array(fc.array(drafts, { maxLength: 5 }), { maxLength: 4 });
  return pages.map((all) => all.map((blocks, index) => pageOf(index + 1, blocks)));
}
