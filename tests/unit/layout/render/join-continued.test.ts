/** What the end of a page parts is put together, in bounded memory. */
import { describe, expect, it } from "vitest";
import type { ResultPage } from "../../../../lib/contracts/result.ts";
import type { FlowItem } from "../../../../lib/layout/render/flow.ts";
import { joinContinued } from "../../../../lib/layout/render/join-continued.ts";
import { textOf } from "../../../../lib/layout/span-text.ts";
import {
  block,
  type Draft,
  item,
  pageOf,
  pagesOf,
  paragraph,
  span,
  streamed,
  table,
  written,
} from "../../../support/result-pages.ts";

async function flow(pages: readonly ResultPage[], tables: "joined" | "apart" = "joined"): Promise<string[]> {
  const said: string[] = [];
  for await (const parts of joinContinued(streamed(pages), tables)) said.push(...parts.map(saidOf));
  return said;
}

function saidOf(part: FlowItem): string {
  if (part.kind === "page") return `page ${part.number}`;
  if (part.kind === "block") return textOf(part.spans);
  return `${part.goesOn ? `…table without ${part.repeatedRows}` : "table"}: ${part.block.text}`;
}

const first = (text: string, id = "a"): Draft => paragraph(text, { id });
const next = (text: string, continues = "a", id = "b"): Draft => paragraph(text, { id, continues });

describe("A paragraph that goes on", () => {
  it.each([
    ["words", "and more", "words and more"],
    ["inter-", "national", "international"],
    ["Anglo-", "Saxon", "Anglo-Saxon"],
    ["日本", "語", "日本語"],
    ["words ", " and more", "words and more"],
  ])("%j, %j is one", async (a, b, whole) => {
    expect(await flow(pagesOf([first(a)], [next(b)]))).toEqual(["page 1", whole, "page 2"]);
  });

  it("keeps the styles of its parts", async () => {
    const a = { ...paragraph([span("plain "), span("bold", { bold: true })]), id: "a" };
    const markdown = await written("markdown", pagesOf([a], [next("plain")]));
    expect(markdown).toBe("plain **bold** plain\n");
  });

  it("goes over running heads, feet and notes between its parts", async () => {
    const pages = pagesOf(
      [first("One"), block("footnote", "Note", { mark: "1" }), block("page_number", "1", {})],
      [block("header", "Head", {}), block("figure", "axis", {}), next("two"), paragraph("Three")],
    );
    expect(await flow(pages)).toEqual(["page 1", "One two", "Note", "page 2", "axis", "Three"]);
  });

  it("goes over pages of figures and pages without anything", async () => {
    const pages = pagesOf([first("One")], [], [block("figure", "axis", {})], [next("two")]);
    expect(await flow(pages)).toEqual(["page 1", "One two", "page 2", "page 3", "axis", "page 4"]);
  });

  it("goes on over several pages, whichever part the next one names", async () => {
    const pages = pagesOf([first("One")], [next("two")], [next("three", "b", "c")], [next("four", "a", "d")]);
    expect(await flow(pages)).toEqual(["page 1", "One two three four", "page 2", "page 3", "page 4"]);
  });

  it("stays apart from what is named but is not on the page before", async () => {
    const pages = pagesOf([first("One")], [paragraph("Two")], [next("three")], [next("four", "unknown")]);
    expect(await flow(pages)).toEqual(["page 1", "One", "page 2", "Two", "page 3", "three", "page 4", "four"]);
  });

  it.each([
    [item("•", "An item"), "An item goes on"],
    [block("quote", "A quote", {}), "A quote goes on"],
    [block("footnote", "A note", { mark: "1" }), "A note goes on"],
  ])("may have begun as something else: %#", async (begun, whole) => {
    expect(await flow(pagesOf([{ ...begun, id: "a" }], [next("goes on")]))).toEqual(["page 1", whole, "page 2"]);
  });

  it("does not go on from a heading or a table", async () => {
    const pages = pagesOf([{ ...block("heading", "Head", { level: 1 }), id: "a" }], [next("text")]);
    expect(await flow(pages)).toEqual(["page 1", "Head", "page 2", "text"]);
  });

  it("is code by lines", async () => {
    const code = (text: string, placed: object): Draft => ({ ...block("code", text, {}), ...placed });
    const pages = pagesOf([code("if (a)", { id: "a" })], [code("  b();", { continues: "a" })]);
    expect(await flow(pages)).toEqual(["page 1", "if (a)\n  b();", "page 2"]);
  });
});

describe("A table that goes on", () => {
  const head = table([["H"], ["1"]], 1, { id: "t" });

  it("drops the header that it repeats, word by word", async () => {
    expect(await flow(pagesOf([head], [table([["H"], ["2"]], 1, { continues: "t" })]))).toEqual([
      "page 1",
      "table: H\t1",
      "…table without 1: H\t2",
      "page 2",
    ]);
  });

  it("keeps rows that only look like its header", async () => {
    expect(await flow(pagesOf([head], [table([["h"], ["2"]], 1, { continues: "t" })]))).toContain(
      "…table without 0: h\t2",
    );
  });

  it("begins anew when its columns are others, and where tables stay apart", async () => {
    const other = table([["a", "b"]], 0, { continues: "t" });
    expect(await flow(pagesOf([head], [other]))).toEqual(["page 1", "table: H\t1", "page 2", "table: a\tb"]);
    const same = table([["2"]], 0, { continues: "t" });
    expect(await flow(pagesOf([head], [same]), "apart")).toEqual(["page 1", "table: H\t1", "page 2", "table: 2"]);
  });

  it("stands before what is between its parts", async () => {
    const pages = pagesOf([head, block("footnote", "Note", { mark: "1" })], [table([["2"]], 0, { continues: "t" })]);
    expect(await flow(pages)).toEqual(["page 1", "table: H\t1", "…table without 0: 2", "Note", "page 2"]);
  });
});

describe("Memory", () => {
  /** The most pages that were read and not yet given on. */
  async function mostHeld(pageCount: number, blocksOf: (number: number) => Draft[]): Promise<number> {
    let read = 0;
    let most = 0;
    async function* pages(): AsyncGenerator<ResultPage> {
      for (let number = 1; number <= pageCount; number++) {
        read = number;
        yield pageOf(number, blocksOf(number));
      }
    }
    for await (const parts of joinContinued(pages(), "joined")) {
      for (const part of parts) if (part.kind !== "page") most = Math.max(most, read - part.block.page);
    }
    return most;
  }

  it("holds a page until the next one has been read", async () => {
    const held = await mostHeld(1_000, (number) => [paragraph("One", { id: `${number}` })]);
    expect(held).toBe(1);
  });

  it("holds no row of a table over a thousand pages", async () => {
    const held = await mostHeld(1_000, (number) => [
      table([["x"]], 0, { id: `${number}`, continues: `${number - 1}` }),
    ]);
    expect(held).toBe(0);
  });

  it("lets go of a paragraph without an end, and begins anew", async () => {
    const text = "word ".repeat(2_000);
    const pages = Array.from({ length: 300 }, (_, index) =>
      pageOf(index + 1, [paragraph(text, { id: `${index}`, continues: `${index - 1}` })]),
    );
    const said = (await flow(pages)).filter((part) => !part.startsWith("page "));
    expect(said.length).toBeGreaterThan(2);
    expect(Math.max(...said.map((part) => part.length))).toBeLessThan(1_100_000);
    expect(said.join(" ").split(" ").filter(Boolean)).toHaveLength(300 * 2_000);
  });

  it("lets go of what waits behind a table without an end", async () => {
    const note = "note ".repeat(500);
    const held = await mostHeld(2_000, (number) => [
      table([["x"]], 0, { id: `${number}`, continues: `${number - 1}` }),
      block("footnote", note, { mark: `${number}` }),
    ]);
    expect(held).toBeLessThan(500);
  });
});
