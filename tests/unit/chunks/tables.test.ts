/** How tables are cut. */
import { describe, expect, it } from "vitest";
import { chunked } from "../../support/chunked.ts";
import { block, cell, pagesOf, paragraph, table, tableOf } from "../../support/result-pages.ts";

const ROWS = [
  ["Key", "Value"],
  ["alpha", "1"],
  ["beta", "2"],
  ["gamma", "3"],
];

describe("A table", () => {
  it("is cut between rows, with its header before each part, as text and as Markdown", async () => {
    const { chunks } = await chunked(pagesOf([table(ROWS)]), { max_chars: 20 });
    expect(chunks.map(({ text, repeated_characters, separator }) => [text, repeated_characters, separator])).toEqual([
      ["Key\tValue\nalpha\t1", 0, ""],
      ["Key\tValue\nbeta\t2", 10, "\n"],
      ["Key\tValue\ngamma\t3", 10, "\n"],
    ]);
    expect(chunks[1]?.markdown).toBe("| Key | Value |\n| --- | --- |\n| beta | 2 |");
  });

  it("fills up what the text before has left of a chunk", async () => {
    const { chunks } = await chunked(pagesOf([paragraph("It is."), table(ROWS)]), { max_chars: 30 });
    expect(chunks[0]?.text).toBe("It is.\n\nKey\tValue\nalpha\t1");
  });

  it("does not leave its header alone at the end of a chunk, nor its caption", async () => {
    const caption = block("caption", "Table 1", { target: "p1-2" });
    const { chunks } = await chunked(pagesOf([paragraph("It is so."), caption, table(ROWS)]), { max_chars: 28 });
    expect(chunks.map(({ text }) => text).slice(0, 2)).toEqual(["It is so.", "Table 1\n\nKey\tValue\nalpha\t1"]);
  });

  it("that goes on over a page has its header there too", async () => {
    const rest = table([["delta", "4"]], 0, { continues: "p1-0" });
    const { chunks } = await chunked(pagesOf([table(ROWS)], [rest]), { max_chars: 35 });
    expect(chunks.map(({ text, page_first }) => [text, page_first])).toEqual([
      ["Key\tValue\nalpha\t1\nbeta\t2\ngamma\t3", 1],
      ["Key\tValue\ndelta\t4", 2],
    ]);
    expect(chunks[1]).toMatchObject({ separator: "\n\n", repeated_characters: 10 });
  });

  it("that goes on in one chunk is one table in Markdown, with its header once", async () => {
    const rest = table([...ROWS.slice(0, 1), ["delta", "4"]], 1, { continues: "p1-0" });
    const { chunks } = await chunked(pagesOf([table(ROWS.slice(0, 2))], [rest]));
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.markdown).toBe("| Key | Value |\n| --- | --- |\n| alpha | 1 |\n| delta | 4 |");
  });

  it("is not cut between rows that a cell spans, where they fit", async () => {
    const cells = [
      cell(0, 0, "a"),
      cell(0, 1, "1"),
      cell(1, 0, "bb", { row_span: 2 }),
      cell(1, 1, "2"),
      cell(2, 1, "3"),
    ];
    const { chunks } = await chunked(pagesOf([tableOf(cells)]), { max_chars: 9 });
    expect(chunks.map(({ text }) => text)).toEqual(["a\t1", "bb\t2\n\t3"]);
  });

  it("has no header repeated that takes more than half of the size, and tells that", async () => {
    const rows = [["A long header", "of the table"], ...ROWS.slice(1)];
    const { chunks } = await chunked(pagesOf([table(rows)]), { max_chars: 28 });
    expect(chunks[1]).toMatchObject({ text: "alpha\t1\nbeta\t2\ngamma\t3", warnings: ["header_left_out"] });
  });

  it("has a row that is too large in a chunk of its own, and tells that", async () => {
    const { chunks } = await chunked(pagesOf([table([["one two three four five"], ["b"]], 0)]), { max_chars: 10 });
    expect(chunks.map(({ text, warnings }) => [text, warnings])).toEqual([
      ["one two three four five", ["over_size"]],
      ["b", []],
    ]);
  });

  it("has a row cut between words that is over four times as large, and tells that", async () => {
    const { chunks } = await chunked(pagesOf([table([["one two three four five six seven eight nine"]], 0)]), {
      max_chars: 10,
    });
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.every(({ warnings }) => warnings.includes("row_cut"))).toBe(true);
    expect(chunks[0]).toMatchObject({ text: "one two", markdown: "one two" });
  });

  it("has the box of the rows that a chunk holds", async () => {
    const cells = [0, 1, 2].map((row) => cell(row, 0, `row ${row}`, { box: [10, row * 10, 50, row * 10 + 9] }));
    const { chunks } = await chunked(pagesOf([tableOf(cells)]), { max_chars: 11 });
    expect(chunks.map(({ boxes }) => boxes)).toEqual([
      [{ block: "p1-0", page: 1, box: [10, 0, 50, 19] }],
      [{ block: "p1-0", page: 1, box: [10, 20, 50, 29] }],
    ]);
  });
});
