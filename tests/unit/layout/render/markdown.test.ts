/** The result as GitHub's Markdown. */
import { describe, expect, it } from "vitest";
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

const markdown = (...pages: readonly (readonly Draft[])[]): Promise<string> => written("markdown", pagesOf(...pages));

describe("Blocks", () => {
  it("are parted by an empty line, on one page and over pages", async () => {
    expect(await markdown([block("title", "T", {}), paragraph("One")], [], [block("heading", "H", { level: 3 })])).toBe(
      "# T\n\nOne\n\n### H\n",
    );
  });

  it("without text leave nothing", async () => {
    const empty = [paragraph(""), block("heading", " ", { level: 1 }), item("•", ""), block("code", "\n", {})];
    expect(await markdown([...empty, block("annotation", "", { kind: "Highlight" }), table([])])).toBe("");
  });

  it("keep their lines by two spaces; a heading has one line, and is not bold", async () => {
    const heading = block("heading", [span("Two\nlines", { bold: true }), span(" it", { italic: true })], { level: 1 });
    expect(await markdown([heading, paragraph("row  one\n\nrow  two")])).toBe(
      "# Two lines *it*\n\nrow  one  \nrow  two\n",
    );
  });

  it("have one sign for a row of dots that leads to a page; code keeps it", async () => {
    expect(await markdown([paragraph("Tides ............ 4"), paragraph("Lights . . . . . . . . . 12")])).toBe(
      "Tides … 4\n\nLights … 12\n",
    );
    expect(await markdown([paragraph("Wait ..... and see"), block("code", "a..........b", {})])).toBe(
      "Wait ..... and see\n\n```\na..........b\n```\n",
    );
  });

  it("of code stand between fences longer than any inside", async () => {
    expect(await markdown([block("code", "  a <b>\n````", {})])).toBe("`````\n  a <b>\n````\n`````\n");
  });

  it("of quoted text stand behind a sign in each line", async () => {
    expect(await markdown([block("quote", "One\n# two", {})])).toBe("> One  \n> \\# two\n");
  });

  it("that are figures show nothing; captions, formulas and asides are paragraphs", async () => {
    const blocks = [
      block("figure", "axis", { alt: "A chart" }),
      block("caption", "Figure 1", {}),
      block("formula", "a = b", {}),
      block("aside", "note", {}),
    ];
    expect(await markdown(blocks)).toBe("Figure 1\n\na = b\n\nnote\n");
  });

  it("that are fields show what was filled in", async () => {
    const field = (
      kind: "text" | "checkbox" | "radio" | "button",
      name: string,
      text: string,
      checked?: boolean,
    ): Draft => block("field", text, { kind, name, ...(checked === undefined ? {} : { checked }) });
    const fields = [
      field("text", "form[0].name", "Jane *Doe*"),
      field("text", "empty", ""),
      field("checkbox", "agree", "", true),
      field("radio", "yes", "", true),
      field("checkbox", "refuse", "", false),
      field("button", "send", "Send"),
      field("text", "", "nameless"),
    ];
    expect(await markdown(fields)).toBe("**form[0].name**: Jane \\*Doe\\*\n\n- [x] agree\n- [x] yes\n\nnameless\n");
  });

  it("that are remarks are quoted with their kind; what was typed onto the page is a part of it", async () => {
    const blocks = [
      block("annotation", "why?", { kind: "Highlight" }),
      block("annotation", "typed", { kind: "FreeText" }),
    ];
    expect(await markdown(blocks)).toBe("> [Highlight] why?\n\ntyped\n");
  });
});

describe("Lists", () => {
  it("are tight, and nested by the width of what stands before their parents' text", async () => {
    const items = [
      item("•", "a"),
      item("–", "b", 2),
      item("1.", "c", 3),
      item("2.", "d", 3),
      item("•", "e", 4),
      item("•", "f"),
    ];
    expect(await markdown([...items, paragraph("End")])).toBe(
      "- a\n  - b\n    1. c\n    2. d\n       - e\n- f\n\nEnd\n",
    );
  });

  it("go on over pages", async () => {
    expect(await markdown([item("9.", "a")], [item("10.", "b"), item("•", "c", 2)])).toBe("9. a\n10. b\n    - c\n");
  });

  it("keep markers that say more than a number or a bullet in the text", async () => {
    expect(
      await markdown([item("(a)", "a"), item("iv.", "b"), item("1.2", "c"), item("☐", "d"), item("3)", "e")]),
    ).toBe("- (a) a\n- iv. b\n- 1.2 c\n- ☐ d\n\n3) e\n");
  });

  it("of two kinds at the outermost level are two", async () => {
    expect(await markdown([item("•", "a"), item("1.", "b"), item("2.", "c")])).toBe("- a\n\n1. b\n2. c\n");
  });

  it("that are counted from another number than 1 are parted from the text that they are in", async () => {
    expect(await markdown([item("•", "a"), item("3.", "b", 2), item("4.", "c", 2)])).toBe("- a\n\n  3. b\n  4. c\n");
  });

  it("begin at the margin, whatever the first level is", async () => {
    expect(await markdown([item("•", "a", 3), item("•", "b", 1)])).toBe("- a\n- b\n");
  });

  it("keep the lines of an item inside of it, and show no box of a task that is text", async () => {
    expect(await markdown([item("12.", "one\n- two"), item("•", "[x] three")])).toBe(
      "12. one  \n    \\- two\n\n- \\[x] three\n",
    );
  });
});

describe("Footnotes", () => {
  const mark = (text: string) => span(text, { script: "super" });
  const note = (sign: string, text: string) => block("footnote", text, { mark: sign });

  it("are linked with their marks on the same page", async () => {
    expect(await markdown([paragraph([span("Text"), mark("1"), span(" more")]), note("1", "Note")])).toBe(
      "Text[^1] more\n\n[^1]: Note\n",
    );
  });

  it("that have a mark of an earlier page get a label of their own", async () => {
    const page = [paragraph([span("Text"), mark("1")]), note("1", "Note")];
    expect(await markdown(page, page)).toBe("Text[^1]\n\n[^1]: Note\n\nText[^1-p2-1]\n\n[^1-p2-1]: Note\n");
  });

  it("are marked in a paragraph that goes on by the page that each mark stands on", async () => {
    const pages = pagesOf(
      [{ ...paragraph([span("One"), mark("1")]), id: "a" }, note("1", "first")],
      [{ ...paragraph([span("two"), mark("1")]), continues: "a" }, note("1", "second")],
    );
    expect(await written("markdown", pages)).toBe("One[^1] two[^1-p2-1]\n\n[^1]: first\n\n[^1-p2-1]: second\n");
  });

  it("that no mark leads to, or whose mark is a sign, are paragraphs", async () => {
    expect(
      await markdown([paragraph([span("Text"), mark("*")]), note("*", "Note"), note("2", "Other"), note("", "Third")]),
    ).toBe("Text<sup>\\*</sup>\n\n<sup>\\*</sup> Note\n\n<sup>2</sup> Other\n\nThird\n");
  });

  it("are not meant by every raised number", async () => {
    expect(await markdown([paragraph([span("m"), mark("2")]), note("1", "Note")])).toBe(
      "m<sup>2</sup>\n\n<sup>1</sup> Note\n",
    );
  });
});

describe("Tables", () => {
  it("without spans have pipes", async () => {
    expect(
      await markdown([
        table([
          ["Name", "A|B"],
          ["two\nlines", ""],
        ]),
      ]),
    ).toBe("| Name | A\\|B |\n| --- | --- |\n| two<br>lines |  |\n");
  });

  it("with places that no cell takes are filled up", async () => {
    expect(await markdown([tableOf([cell(0, 0, "a"), cell(0, 2, "c"), cell(2, 1, "h")])])).toBe(
      "| a |  | c |\n| --- | --- | --- |\n|  |  |  |\n|  | h |  |\n",
    );
  });

  it("mark words in a cell, but not the whole cell", async () => {
    const cells = [cell(0, 0, [span("all", { bold: true })]), cell(0, 1, [span("a "), span("b", { italic: true })])];
    expect(await markdown([tableOf(cells)])).toBe("| all | a *b* |\n| --- | --- |\n");
  });

  it("with spans are HTML, a row a line, without an empty line", async () => {
    const cells = [
      cell(0, 0, "Both", { column_span: 2, header: true }),
      cell(0, 2, "C", { row_span: 2 }),
      cell(1, 0, "a\n\n<b> & |"),
      cell(1, 1, [span("x", { bold: true }), span(" y")]),
    ];
    expect(await markdown([paragraph("Before"), tableOf(cells), paragraph("After")])).toBe(
      [
        "Before",
        "",
        "<table>",
        '<tr><th colspan="2">Both</th><td rowspan="2">C</td></tr>',
        "<tr><td>a<br><br>&lt;b&gt; &amp; |</td><td><strong>x</strong> y</td></tr>",
        "</table>",
        "",
        "After",
        "",
      ].join("\n"),
    );
  });

  it("with cells over each other lose none that fits, and reach no further than the table", async () => {
    const cells = [
      cell(0, 0, "a", { row_span: 9, column_span: 2 }),
      cell(0, 1, "under"),
      cell(1, 1, "under too"),
      cell(1, 2, "b", { column_span: 1 }),
    ];
    const rows = (await markdown([{ ...tableOf(cells), rows: 2, columns: 3 } as Draft])).split("\n").slice(1, 3);
    expect(rows).toEqual(['<tr><td rowspan="2" colspan="2">a</td><td></td></tr>', "<tr><td>b</td></tr>"]);
  });

  it("go on over pages, with their header once", async () => {
    const pages = [
      [table([["H"], ["1"]], 1, { id: "t" })],
      [table([["H"], ["2"]], 1, { id: "u", continues: "t" }), paragraph("End")],
    ];
    expect(await markdown(...pages)).toBe("| H |\n| --- |\n| 1 |\n| 2 |\n\nEnd\n");
  });

  it("go on as HTML when they began so, and begin a new one when spans come later", async () => {
    const wide = (text: string, placed: object): Draft =>
      ({ ...tableOf([cell(0, 0, text, { column_span: 2 }), cell(1, 0, "x"), cell(1, 1, "y")]), ...placed }) as Draft;
    const plain = (placed: object): Draft => ({ ...table([["1", "2"]], 0), ...placed });
    expect(await markdown([wide("A", { id: "t" })], [plain({ continues: "t" })])).toBe(
      '<table>\n<tr><td colspan="2">A</td></tr>\n<tr><td>x</td><td>y</td></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>\n',
    );
    expect(await markdown([plain({ id: "t" })], [wide("A", { continues: "t" })])).toBe(
      '| 1 | 2 |\n| --- | --- |\n\n<table>\n<tr><td colspan="2">A</td></tr>\n<tr><td>x</td><td>y</td></tr>\n</table>\n',
    );
  });
});
