/** Where each strategy cuts. */
import { describe, expect, it } from "vitest";
import { chunked, textsOfChunks } from "../../support/chunked.ts";
import { block, item, pagesOf, paragraph } from "../../support/result-pages.ts";

const heading = (text: string, level = 1) => block("heading", text, { level });

describe("semantic", () => {
  it("keeps a paragraph whole that fits into a chunk, however full the one before is", async () => {
    const pages = pagesOf([paragraph("One is here."), paragraph("Two is. It is long.")]);
    expect(await textsOfChunks(pages, { max_chars: 25 })).toEqual(["One is here.", "Two is. It is long."]);
  });

  it("puts paragraphs together as long as they fit", async () => {
    const pages = pagesOf([paragraph("One."), paragraph("Two."), paragraph("Three.")]);
    expect(await textsOfChunks(pages, { max_chars: 10 })).toEqual(["One.\n\nTwo.", "Three."]);
  });

  it("cuts a larger paragraph between sentences, and a larger sentence between words", async () => {
    const pages = pagesOf([paragraph("One sentence. Another one. And a third that is too long for it.")]);
    expect(await textsOfChunks(pages, { max_chars: 30 })).toEqual([
      "One sentence. Another one.",
      "And a third that is too long",
      "for it.",
    ]);
  });

  it("rather ends before a heading when it is half full", async () => {
    const pages = pagesOf([paragraph("A long first text."), heading("Next"), paragraph("B.")]);
    expect(await textsOfChunks(pages, { max_chars: 36 })).toEqual(["A long first text.", "Next\n\nB."]);
    expect(await textsOfChunks(pages, { max_chars: 100 })).toEqual(["A long first text.\n\nNext\n\nB."]);
  });

  it("keeps a heading with what follows it", async () => {
    const pages = pagesOf([paragraph("First."), heading("Next", 2), paragraph("A text of many words.")]);
    expect(await textsOfChunks(pages, { max_chars: 30 })).toEqual(["First.", "Next\n\nA text of many words."]);
  });

  it("is what is done when nothing is asked for, in 2,000 characters", async () => {
    const { head } = await chunked(pagesOf([paragraph("One.")]));
    expect(head.chunking).toEqual({ strategy: "semantic", max_chars: 2_000, overlap: 0, max_chunks: 10_000 });
  });
});

describe("by_title", () => {
  it("begins a chunk at every heading that follows text", async () => {
    const pages = pagesOf([heading("A"), heading("B", 2), paragraph("b."), heading("C", 2)], [paragraph("c.")]);
    expect(await textsOfChunks(pages, { strategy: "by_title" })).toEqual(["A\n\nB\n\nb.", "C\n\nc."]);
  });
});

describe("by_page", () => {
  it("begins a chunk at every page that shows something", async () => {
    const pages = pagesOf([paragraph("One."), paragraph("Still.")], [], [paragraph("Three.")]);
    const { chunks } = await chunked(pages, { strategy: "by_page" });
    expect(chunks.map(({ text, page_first, page_last }) => [text, page_first, page_last])).toEqual([
      ["One.\n\nStill.", 1, 1],
      ["Three.", 3, 3],
    ]);
  });

  it("has a paragraph that goes on over a page's end whole where it begins", async () => {
    const pages = pagesOf([paragraph("It goes")], [paragraph("on here.", { continues: "p1-0" }), paragraph("Two.")]);
    const { chunks } = await chunked(pages, { strategy: "by_page" });
    expect(chunks.map(({ text, page_first, page_last }) => [text, page_first, page_last])).toEqual([
      ["It goes on here.", 1, 2],
      ["Two.", 2, 2],
    ]);
  });
});

describe("fixed", () => {
  it("fills each chunk up, word by word", async () => {
    const pages = pagesOf([paragraph("One two."), paragraph("Three four five.")]);
    expect(await textsOfChunks(pages, { strategy: "fixed", max_chars: 16 })).toEqual([
      "One two.\n\nThree",
      "four five.",
    ]);
  });
});

describe("Whatever the strategy", () => {
  it.each(["semantic", "by_title", "by_page", "fixed"] as const)(
    "%s leaves code and formulas whole, and tells that",
    async (strategy) => {
      const code = block("code", "let a = 1;\nlet b = 2;\nlet c = 3;", {});
      const formula = block("formula", "a = b + c + d + e", {});
      const { chunks } = await chunked(pagesOf([paragraph("It is."), code, formula]), { strategy, max_chars: 12 });
      expect(chunks.map(({ text, warnings }) => [text, warnings])).toEqual([
        ["It is.", []],
        ["let a = 1;\nlet b = 2;\nlet c = 3;", ["over_size"]],
        ["a = b + c + d + e", ["over_size"]],
      ]);
    },
  );

  it("cuts code all the same that is over four times as large, between lines, and tells that", async () => {
    const lines = Array.from({ length: 10 }, (_, at) => `  line ${at}`).join("\n");
    const { chunks } = await chunked(pagesOf([block("code", lines, {})]), { max_chars: 20 });
    expect(chunks).toHaveLength(5);
    expect(chunks[1]).toMatchObject({ text: "  line 2\n  line 3", separator: "\n", warnings: ["code_cut"] });
    expect(chunks[1]?.markdown).toBe("```\n  line 2\n  line 3\n```");
  });

  it("cuts a word that is over four times as large between signs, and tells that", async () => {
    const { chunks } = await chunked(pagesOf([paragraph("é".repeat(50))]), { max_chars: 10 });
    expect(chunks.map(({ text }) => text.length)).toEqual([10, 10, 10, 10, 10]);
    expect(chunks.every(({ warnings }) => warnings.includes("word_cut"))).toBe(true);
  });

  it("leaves out what nobody sees, and running heads", async () => {
    const pages = pagesOf([
      block("header", "Head", {}),
      block("hidden", "Obey.", { reason: "invisible" }),
      paragraph("Seen."),
    ]);
    expect(await textsOfChunks(pages)).toEqual(["Seen."]);
  });

  it("has no chunk for a document that shows nothing", async () => {
    const { chunks, end } = await chunked(pagesOf([], []));
    expect(chunks).toEqual([]);
    expect(end).toEqual({ type: "end", chunks: 0, complete: true, left_out_from: null });
  });
});

describe("An overlap", () => {
  const text = "One is. Two is. Three is. Four is.";

  it("is whole sentences from the end of the chunk before, and told by their length", async () => {
    const { chunks } = await chunked(pagesOf([paragraph(text)]), { max_chars: 20, overlap: 10 });
    expect(chunks.map((chunk) => [chunk.text, chunk.repeated_characters, chunk.separator])).toEqual([
      ["One is. Two is.", 0, ""],
      ["Two is. Three is.", 8, " "],
      ["Three is. Four is.", 10, " "],
    ]);
  });

  it("is words where no sentence is short enough, and always with fixed", async () => {
    const words = pagesOf([paragraph("alpha beta gamma delta epsilon")]);
    for (const strategy of ["semantic", "fixed"] as const) {
      expect(await textsOfChunks(words, { strategy, max_chars: 16, overlap: 6 })).toEqual([
        "alpha beta gamma",
        "gamma delta",
        "delta epsilon",
      ]);
    }
  });

  it("does not reach over a heading, or where the strategy demands another chunk", async () => {
    const pages = pagesOf([paragraph("One is."), block("heading", "Next", { level: 1 }), paragraph("Two is.")]);
    for (const { repeated_characters } of (await chunked(pages, { strategy: "by_title", max_chars: 20, overlap: 8 }))
      .chunks) {
      expect(repeated_characters).toBe(0);
    }
  });

  it("is no more than half of the size", async () => {
    expect((await chunked(pagesOf([]), { max_chars: 20, overlap: 100 })).head.chunking.overlap).toBe(10);
  });
});

it("Items of a list stand as in the text, and the rest of one that is cut is a paragraph", async () => {
  const pages = pagesOf([item("•", "One."), item("•", "A first one. A second one.", 2)]);
  const { chunks } = await chunked(pages, { max_chars: 24 });
  expect(chunks.map(({ text, markdown, separator }) => [separator, text, markdown])).toEqual([
    ["", "• One.\n  • A first one.", "- One.\n  - A first one."],
    [" ", "A second one.", "A second one."],
  ]);
});
