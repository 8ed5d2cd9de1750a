/** The formats: what is written is what the pages say. */
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { type ResultFrame, type ResultPage, resultSchema } from "../../../lib/contracts/result.ts";
import { render } from "../../../lib/layout/render/render.ts";

const frame: ResultFrame = {
  document: {
    name: "a.pdf",
    sha256: "00",
    size_bytes: 1,
    pages_total: 2,
    title: null,
    author: null,
    language: null,
    pdf_version: "1.4",
  },
  receipt: {
    engine: "test",
    pages_total: 2,
    pages_selected: 2,
    pages_extracted: 2,
    pages_empty: [],
    pages_failed: [],
    pages_truncated: [],
    pages_undecodable: [],
    pages_ocr: [],
    characters: 9,
    characters_undecodable: 0,
    characters_outside_pages: 0,
    fonts_undecodable: [],
  },
  warnings: [],
};

function page(number: number, texts: readonly string[], level?: number): ResultPage {
  const common = { box: [0, 0, 1, 1] as [number, number, number, number], font_size: 10 };
  const blocks = texts.map((text, index) =>
    index === 0 && level !== undefined
      ? { type: "heading" as const, level, text, ...common }
      : { type: "paragraph" as const, text, ...common },
  );
  return { number, width: 612, height: 792, text: texts.join("\n\n"), blocks };
}

async function written(format: "text" | "markdown" | "json", pages: readonly ResultPage[]): Promise<string> {
  async function* each(): AsyncGenerator<ResultPage> {
    yield* pages;
  }
  return await text(Readable.from(render(format, frame, each())));
}

describe("text", () => {
  it("parts blocks by an empty line and pages by a form feed", async () => {
    expect(await written("text", [page(1, ["One", "two"]), page(2, []), page(3, ["Three"])])).toBe(
      "One\n\ntwo\n\f\fThree\n",
    );
  });
});

describe("markdown", () => {
  it("writes headings by level, and parts pages by an empty line", async () => {
    expect(await written("markdown", [page(1, ["1. Title", "Text"], 2), page(2, []), page(3, ["More"])])).toBe(
      "## 1. Title\n\nText\n\nMore\n",
    );
  });

  it.each([
    ["# no heading", "\\# no heading"],
    ["1. no item", "1\\. no item"],
    ["- no item", "\\- no item"],
    ["* *not* _this_", "\\* \\*not\\* \\_this\\_"],
    ["a <b> | `c` [d](e) ~f~", "a \\<b\\> \\| \\`c\\` \\[d\\](e) \\~f\\~"],
    ["AT&T &amp; &copy;", "AT&T \\&amp; \\&copy;"],
    ["back\\slash", "back\\\\slash"],
    ["    no code", "no code"],
    ["3.5 stays", "3.5 stays"],
    ["===", "\\==="],
    ["row  one\nrow  two", "row  one\\\nrow  two"],
  ])("shows %j as it is", async (text, escaped) => {
    expect(await written("markdown", [page(1, [text])])).toBe(`${escaped}\n`);
  });

  it("keeps a heading on one line and its closing hashes", async () => {
    expect(await written("markdown", [page(1, ["About C\n# #"], 1)])).toBe("# About C # \\#\n");
  });
});

describe("json", () => {
  it("has the shape of the schema, with any number of pages", async () => {
    for (const pages of [[], [page(1, ["One"], 1)], [page(1, ['"quoted"']), page(2, ["Two"])]]) {
      const result = resultSchema.parse(JSON.parse(await written("json", pages)));
      expect(result).toEqual({ ...frame, pages });
    }
  });
});
