/** The result as HTML: semantic, complete, and with nothing active in it but links. */
import { describe, expect, it } from "vitest";
import { checkHtml } from "../../../support/html-checker.ts";
import {
  block,
  cell,
  type Draft,
  item,
  pagesOf,
  paragraph,
  span,
  table,
  tableOf,
  written,
} from "../../../support/result-pages.ts";

/** What stands inside of the article, checked to be well-formed. */
async function html(...pages: readonly (readonly Draft[])[]): Promise<string> {
  const whole = await written("html", pagesOf(...pages));
  checkHtml(whole);
  return /<article>\n([\s\S]*)<\/article>/.exec(whole)?.[1] ?? "";
}

describe("The document", () => {
  it("has its title and its language, and may load and run nothing", async () => {
    const whole = await written("html", [], { title: 'A <b> & "c"', language: "de_AT" });
    const { elements } = checkHtml(whole);
    expect(whole.startsWith('<!DOCTYPE html>\n<html lang="de-AT">\n<head>\n<meta charset="utf-8">\n')).toBe(true);
    expect(whole).toContain("<title>A &lt;b&gt; &amp; &quot;c&quot;</title>");
    const metas = elements.filter(({ tag }) => tag === "meta").map(({ attributes }) => attributes);
    expect(metas.find((meta) => meta.get("http-equiv") === "Content-Security-Policy")?.get("content")).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'",
    );
  });

  it("is named after the file when it has no title, and takes no language that is none", async () => {
    const whole = await written("html", [], { title: " ", language: '"><script>' });
    expect(whole).toContain("<title>a.pdf</title>");
    expect(whole).toContain("<html>\n");
  });
});

describe("Blocks", () => {
  it("have the elements that they are", async () => {
    const blocks = [
      block("title", "T", {}),
      block("heading", "H", { level: 2 }),
      paragraph("one\ntwo"),
      block("code", "  a <b>", {}),
      block("quote", "said", {}),
      block("aside", "beside", {}),
      block("formula", "a = b", {}),
      block("annotation", "why?", { kind: "Highlight" }),
    ];
    expect(await html(blocks)).toBe(
      [
        '<h1 id="page-1">T</h1>',
        "<h2>H</h2>",
        "<p>one<br>two</p>",
        "<pre><code>  a &lt;b&gt;</code></pre>",
        "<blockquote><p>said</p></blockquote>",
        "<aside><p>beside</p></aside>",
        "<p>a = b</p>",
        '<aside role="note"><p><strong>Highlight</strong> why?</p></aside>',
        "",
      ].join("\n"),
    );
  });

  it("say where they read from right to left", async () => {
    expect(await html([paragraph("שלום עולם"), paragraph("hello")])).toBe(
      '<p id="page-1" dir="rtl">שלום עולם</p>\n<p>hello</p>\n',
    );
  });

  it("are where links to their page lead: the first of each", async () => {
    const link = paragraph([span("see "), span("there", { link: "#page=2" })]);
    expect(await html([link], [paragraph("here"), paragraph("more")])).toBe(
      '<p id="page-1">see <a href="#page-2">there</a></p>\n<p id="page-2">here</p>\n<p>more</p>\n',
    );
  });

  it("that are lists are nested, counted as they are in the document", async () => {
    const items = [
      item("1.", "a"),
      item("•", "b", 2),
      item("(c)", "c", 2),
      item("2.", "d"),
      item("5.", "e"),
      item("•", "f"),
    ];
    expect(await html([...items, paragraph("End")])).toBe(
      [
        "<ol>",
        '<li id="page-1">a',
        "<ul>",
        "<li>b</li>",
        "<li>(c) c</li>",
        "</ul>",
        "</li>",
        "<li>d</li>",
        '<li value="5">e</li>',
        "</ol><ul>",
        "<li>f</li>",
        "</ul>",
        "<p>End</p>",
        "",
      ].join("\n"),
    );
  });

  it("that are figures stand with their captions, before or behind", async () => {
    const figure = (placed: object): Draft => ({ ...block("figure", "axis", { alt: "A chart" }), ...placed });
    const caption = (target: string): Draft => block("caption", "Figure 1", { target });
    const parts = ["<p>A chart</p>", "<p>axis</p>"];
    expect(await html([figure({ id: "f" }), caption("f")])).toBe(
      ['<figure id="page-1">', ...parts, "<figcaption>Figure 1</figcaption>", "</figure>", ""].join("\n"),
    );
    expect(await html([caption("f"), figure({ id: "f" })])).toBe(
      ['<figure id="page-1">', "<figcaption>Figure 1</figcaption>", ...parts, "</figure>", ""].join("\n"),
    );
    expect(await html([caption("g"), figure({ id: "f" })])).toBe(
      ['<p id="page-1">Figure 1</p>', "<figure>", ...parts, "</figure>", ""].join("\n"),
    );
  });

  it("that are fields stand in a list of names and values", async () => {
    const fields = [
      block("field", "Jane", { kind: "text", name: "name" }),
      block("field", "", { kind: "checkbox", name: "agree", checked: true }),
      block("field", "", { kind: "text", name: "empty" }),
    ];
    expect(await html(fields)).toBe('<dl>\n<dt id="page-1">name</dt><dd>Jane</dd>\n<dt>agree</dt><dd>☑</dd>\n</dl>\n');
  });

  it("that are footnotes are linked from their marks", async () => {
    const text = paragraph([span("Text"), span("*", { script: "super" })]);
    expect(await html([text, block("footnote", "Note", { mark: "*" })])).toBe(
      '<p id="page-1">Text<a href="#note-p1-1" role="doc-noteref"><sup>*</sup></a></p>\n' +
        '<aside role="doc-footnote" id="note-p1-1"><p><sup>*</sup> Note</p></aside>\n',
    );
  });
});

describe("Tables", () => {
  it("have head and body, scopes, spans, the caption before them, and their id for CSV", async () => {
    const cells = [
      cell(0, 0, "Both", { column_span: 2, header: true }),
      cell(1, 0, "x", { header: true }),
      cell(1, 1, "y"),
    ];
    const blocks = [block("caption", "Table 1", { target: "p1-1" }), tableOf(cells)];
    expect(await html(blocks)).toBe(
      [
        '<table id="page-1" data-table="p1-1">',
        "<caption>Table 1</caption>",
        "<thead>",
        '<tr><th scope="col" colspan="2">Both</th></tr>',
        "</thead>",
        "<tbody>",
        '<tr><th scope="row">x</th><td>y</td></tr>',
        "</tbody>",
        "</table>",
        "",
      ].join("\n"),
    );
  });

  it("have no head that a cell reaches out of", async () => {
    const cells = [cell(0, 0, "a", { header: true, row_span: 2 }), cell(0, 1, "b", { header: true }), cell(1, 1, "c")];
    expect(await html([tableOf(cells)])).not.toContain("<thead>");
  });

  it("go on over pages in one body", async () => {
    const pages = [
      [table([["H"], ["1"]], 1, { id: "t" }), paragraph("Note")],
      [table([["H"], ["2"]], 1, { continues: "t" }), paragraph("End")],
    ];
    const text = await html(...pages);
    expect(text.match(/<table/g)).toHaveLength(1);
    expect(text).toContain("<tr><td>1</td></tr>\n<tr><td>2</td></tr>\n</tbody>\n</table>\n<p>Note</p>");
  });
});

describe("Inline", () => {
  it("has styles inside of links, and notes nothing that is common to all", async () => {
    const spans = [
      span("a "),
      span("b", { bold: true, link: "https://x.example/?a=1&b=2" }),
      span(" c", { link: "https://x.example/?a=1&b=2" }),
      span(" "),
      span("d", { italic: true, bold: true }),
      span("2", { script: "sub" }),
      span(" "),
      span("<e>", { monospace: true }),
    ];
    expect(await html([paragraph(spans)])).toBe(
      '<p id="page-1">a <a href="https://x.example/?a=1&amp;b=2"><strong>b</strong> c</a> <strong><em>d</em></strong>' +
        "<sub>2</sub> <code>&lt;e&gt;</code></p>\n",
    );
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "JaVaScRiPt:x",
    " javascript:x",
    "//x",
    "#page=0",
    "#x",
  ])("does not link to %j", async (address) => {
    expect(await html([paragraph([span("a", { link: address })])])).toBe('<p id="page-1">a</p>\n');
  });

  it("has addresses that stay inside of their quotes", async () => {
    const { elements } = checkHtml(
      await written("html", pagesOf([paragraph([span("a", { link: "https://x.example/\"><b>'" })])])),
    );
    expect(elements.find(({ tag }) => tag === "a")?.attributes.get("href")).toBe("https://x.example/%22%3E%3Cb%3E%27");
  });
});
