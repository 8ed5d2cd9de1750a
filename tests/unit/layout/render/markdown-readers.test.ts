/** What readers of Markdown make of ours: the text that the document has, and nothing active but its own links. */

import MarkdownIt from "markdown-it";
import { marked } from "marked";
import { describe, expect, it } from "vitest";
import type { Span } from "../../../../lib/contracts/result-block.ts";
import { fc } from "../../../support/property.ts";
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

const markdownIt = new MarkdownIt({ html: true, linkify: false });
const READERS: readonly (readonly [name: string, read: (markdown: string) => string])[] = [
  ["markdown-it", (markdown) => markdownIt.render(markdown)],
  ["marked", (markdown) => marked.parse(markdown, { gfm: true, async: false })],
];

const PIECES =
  "a|b|word|é|日|本|「|」|。|*|**|***|_|__|~|~~|`|``|```|[|]|(|)|](|](http://evil.example)|![|!|[^1]|[x]|[a]:|<|<b>|</b>|<script>|<!--|<?|<img src=x onerror=1>|>|&|&amp;|&#60;|#|##|-|+|=|===|---|1.|2)|:|:-|\\|\\\\|€|5|'|\"|.|,|^|@|www.|http://evil.example|<table>|</table>".split(
    "|",
  );
const piece = fc.constantFrom(...PIECES, "|", "|-|", " ", " ", "  ", "\n", "\t");
const text = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(""));
const flag = fc.constantFrom(undefined, undefined, undefined, true as const);
const styled: fc.Arbitrary<Span> = fc
  .record({
    text,
    bold: flag,
    italic: flag,
    monospace: flag,
    script: fc.constantFrom(undefined, undefined, undefined, "super" as const, "sub" as const),
    link: fc.constantFrom(undefined, undefined, undefined, "https://good.example/a_(b)?c&lt;", "javascript:alert(1)"),
  })
  .map(({ text: words, ...style }) =>
    span(words, Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined))),
  );
const spans = fc.array(styled, { minLength: 1, maxLength: 4 });

const simple: fc.Arbitrary<Draft> = fc.oneof(
  spans.map((all) => paragraph(all)),
  spans.map((all) => block("heading", all, { level: 2 })),
  spans.map((all) => block("quote", all, {})),
  spans.map((all) => block("code", all, {})),
  fc.tuple(fc.constantFrom("•", "1.", "7)", "(a)"), spans).map(([marker, all]) => item(marker, all)),
);
const tables: fc.Arbitrary<Draft> = fc
  .tuple(spans, spans, spans, fc.boolean())
  .map(([a, b, c, wide]) =>
    wide
      ? tableOf([cell(0, 0, a, { column_span: 2 }), cell(1, 0, b), cell(1, 1, c)])
      : tableOf([cell(0, 0, a), cell(0, 1, b), cell(1, 0, c), cell(1, 1, "x")]),
  );

const ELEMENTS = new Set(
  "p h2 blockquote pre code ul ol li table thead tbody tr th td br strong em sup sub a".split(" "),
);
const solid = (words: string) => words.replaceAll(/\s+/g, "");

/** The text of readers' HTML has no bare sign of a tag, so that every one begins a tag. */
function inspect(html: string) {
  const tags = [...html.matchAll(/<\/?([^\s>]*)/g)].map(([, tag = ""]) => tag);
  const attributes = [...html.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => ({ name, value }));
  const shown = html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (reference) => CHARACTERS[reference] ?? reference);
  return { tags: new Set(tags), attributes, shown };
}

const CHARACTERS: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

function saidBy(draft: Draft): string {
  const [made] = pageOf(1, [draft]).blocks;
  if (made?.type === "table") return made.cells.map(({ text: words }) => words).join("");
  const marker = made?.type === "list_item" && made.marker === "(a)" ? "(a)" : "";
  return marker + (made?.text ?? "");
}

describe.each(READERS)("%s", (name, read) => {
  /** Becomes a link by itself in some readers, which take escapes behind it for a part of it. */
  const hasAddress = (words: string) => name === "marked" && /www\.|:\/\/|@/.test(words);

  it("shows what the document says, once, and has no element or link that it does not have", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(simple, tables), async (draft) => {
        const { tags, attributes, shown } = inspect(read(await written("markdown", [pageOf(1, [draft])])));
        expect([...tags].filter((tag) => !ELEMENTS.has(tag))).toEqual([]);
        const addresses = attributes.filter(({ name: attribute }) => attribute === "href").map(({ value }) => value);
        const said = saidBy(draft);
        if (hasAddress(said)) {
          expect(addresses.filter((address) => !/^(?:https?:\/\/|mailto:)/.test(address))).toEqual([]);
        } else {
          expect(addresses.filter((address) => !address.startsWith("https://good.example/"))).toEqual([]);
          expect(solid(shown)).toBe(solid(said));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("sees as many headings, items, quotes, listings and tables as there are", async () => {
    const level = fc.integer({ min: 1, max: 3 });
    const nested = fc
      .tuple(fc.constantFrom("•", "1.", "2.", "3)"), spans, level)
      .map(([m, all, at]) => item(m, all, at));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(simple, nested, tables), { minLength: 2, maxLength: 7 }), async (drafts) => {
        const html = read(await written("markdown", [pageOf(1, drafts)]));
        const { blocks } = pageOf(1, drafts);
        const full = blocks.filter((each) => each.type === "table" || each.text.trim() !== "");
        const items = blocks.filter(
          (each) => each.type === "list_item" && (each.text.trim() !== "" || each.marker === "(a)"),
        );
        const count = (tag: string) => html.split(new RegExp(`<${tag}[ >]`)).length - 1;
        const real = (type: string) => full.filter((each) => each.type === type).length;
        expect([count("h2"), count("blockquote"), count("pre"), count("table"), count("li")]).toEqual([
          real("heading"),
          real("quote"),
          real("code"),
          real("table"),
          items.length,
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
