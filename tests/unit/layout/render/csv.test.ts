/** Tables as CSV. */
import { describe, expect, it } from "vitest";
import type { ResultPage } from "../../../../lib/contracts/result.ts";
import { csvField } from "../../../../lib/layout/render/csv-field.ts";
import { findTable } from "../../../../lib/layout/render/find-table.ts";
import { cell, pageOf, pagesOf, paragraph, streamed, table, tableOf, written } from "../../../support/result-pages.ts";

describe("CSV", () => {
  it("is RFC 4180: lines end by CR LF, quotes are doubled, what parts fields or lines is quoted", async () => {
    const rows = [
      ["Name", 'A "b"'],
      ["x, y", "two\nlines"],
    ];
    expect(await written("csv", pagesOf([paragraph("Text"), table(rows)]))).toBe(
      'Name,"A ""b"""\r\n"x, y","two\nlines"\r\n',
    );
  });

  it("has the text of a cell that spans others in its first place", async () => {
    const cells = [
      cell(0, 0, "Both", { column_span: 2 }),
      cell(0, 2, "C", { row_span: 2 }),
      cell(1, 0, "x"),
      cell(1, 1, "y"),
    ];
    expect(await written("csv", pagesOf([tableOf(cells)]))).toBe("Both,,C\r\nx,y,\r\n");
  });

  it("parts tables by an empty line, and by no other", async () => {
    const pages = pagesOf([table([["a"], [""], ["b"]]), paragraph("between")], [table([["c"]])]);
    expect(await written("csv", pages)).toBe('a\r\n""\r\nb\r\n\r\nc\r\n');
  });

  it("makes one table of one that goes on over pages, with its header once", async () => {
    const pages = pagesOf(
      [table([["H"], ["1"]], 1, { id: "t" })],
      [paragraph("running"), table([["H"], ["2"]], 1, { id: "u", continues: "t" })],
      [table([["3"]], 0, { continues: "u" })],
    );
    expect(await written("csv", pages)).toBe("H\r\n1\r\n2\r\n3\r\n");
  });

  it("is empty when there is no table", async () => {
    expect(await written("csv", pagesOf([paragraph("Text")]))).toBe("");
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["@sum", "'@sum"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ['-HYPERLINK("http://x")', '"\'-HYPERLINK(""http://x"")"'],
    ["＝1+1", "'＝1+1"],
  ])("has %j taken for text by spreadsheets", (text, field) => {
    expect(csvField(text)).toBe(field);
  });

  it.each(["-5", "+3.5 %", "-1.234,50 €", "-", "+49 (0)30 1234", "-2–3", "a=b"])("leaves %j as it is", (text) => {
    expect(csvField(text).replaceAll('"', "")).toBe(text);
  });
});

describe("One table", () => {
  const pages = [
    pageOf(3, [table([["other"]]), table([["H"], ["1"]], 1, { id: "p3-7" })]),
    pageOf(4, [paragraph("text"), table([["H"], ["2"]], 1, { id: "p4-9", continues: "p3-7" })]),
    pageOf(5, [table([["another"]])]),
    pageOf(6, [table([["H"], ["3"]], 1, { continues: "p4-9" })]),
  ];

  async function found(id: string): Promise<string> {
    const parts: ResultPage[] = [];
    for await (const page of await findTable(streamed(pages), id)) parts.push(page);
    return await written("csv", parts);
  }

  it("is given from the part of that id on, as far as it goes on", async () => {
    expect(await found("p3-7")).toBe("H\r\n1\r\n2\r\n");
    expect(await found("p4-9")).toBe("H\r\n2\r\n");
  });

  it.each(["p3-8", "p4-1", "p9-0", "p2-0", "x", ""])("is unknown by the id %j", async (id) => {
    await expect(found(id)).rejects.toMatchObject({ code: "table_unknown" });
  });

  it("is unknown by the id of another block", async () => {
    const only = [pageOf(1, [paragraph("Text")])];
    await expect(findTable(streamed(only), "p1-0")).rejects.toMatchObject({ code: "table_unknown" });
  });

  it("reads no page behind it, and closes what it read from", async () => {
    let read = 0;
    let closed = false;
    async function* counted(): AsyncGenerator<ResultPage> {
      try {
        for (const page of pages) {
          read++;
          yield page;
        }
      } finally {
        closed = true;
      }
    }
    for await (const _ of await findTable(counted(), "p3-7"));
    expect([read, closed]).toEqual([3, true]);
  });
});
