/** Which engine reads a document and each of its pages, when nobody has chosen one. */
import { describe, expect, it } from "vitest";
import { NOTHING_FOUND } from "../../../../lib/contracts/document-security.ts";
import type { EngineName } from "../../../../lib/contracts/engine-choice.ts";
import { NO_NAVIGATION } from "../../../../lib/contracts/outline.ts";
import type { PageContent } from "../../../../lib/contracts/page-content.ts";
import { DocatError } from "../../../../lib/errors/docat-error.ts";
import type { ErrorCode } from "../../../../lib/errors/error-table.ts";
import { openAuto } from "../../../../lib/pdf/auto/auto-document.ts";
import { isBetter, isSuspect } from "../../../../lib/pdf/auto/suspect-page.ts";
import type { PdfDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { pageOf, run } from "../../../support/page-builder.ts";
import { textOf } from "../../../support/read-content.ts";

const saying = (text: string) => pageOf([run({ text })]);
const BAD = "\uFFFD";

/** What an engine makes of each page: a text, or an error. */
type Pages = readonly (string | ErrorCode | PageContent)[];

interface Script {
  readonly pdfium: ErrorCode | Pages;
  readonly pdfjs: ErrorCode | Pages;
}

const isCode = (said: string): said is ErrorCode => /^[a-z]+(?:_[a-z]+)+$/.test(said);

/** Opens a scripted document; `log` tells what was asked of which engine. */
function scripted(script: Script) {
  const log: string[] = [];
  const open = async (engine: EngineName): Promise<PdfDocument> => {
    log.push(`${engine} opens`);
    const pages = script[engine];
    if (typeof pages === "string") throw new DocatError(pages);
    return {
      engine: `${engine}-1`,
      pageCount: pages.length,
      metadata: async () => ({ title: engine, author: null, language: null, pdf_version: null }),
      navigation: async () => ({ ...NO_NAVIGATION, outline: [{ title: engine, level: 1, page: null }] }),
      security: async () => NOTHING_FOUND,
      warnings: () => [],
      async page(number) {
        log.push(`${engine} reads ${number}`);
        const said = pages[number - 1] ?? "pdf_corrupt";
        if (typeof said !== "string") return said;
        if (isCode(said)) throw new DocatError(said);
        return saying(said);
      },
      async close() {
        log.push(`${engine} closes`);
      },
    };
  };
  return { log, open: () => openAuto(open) };
}

/** The texts of the pages; the code of the error where one cannot be read. */
async function readAll(document: PdfDocument): Promise<string[]> {
  const texts: string[] = [];
  for (let number = 1; number <= document.pageCount; number += 1) {
    texts.push(await document.page(number).then(textOf, (error: DocatError) => error.code));
  }
  return texts;
}

describe("A document", () => {
  it("is read by the fast engine alone when that reads it well", async () => {
    const { open, log } = scripted({ pdfium: ["One", "Two"], pdfjs: ["Other", "Other"] });
    const document = await open();
    expect(await readAll(document)).toEqual(["One", "Two"]);
    expect([document.engine, (await document.metadata()).title]).toEqual(["pdfium-1", "pdfium"]);
    expect((await document.navigation()).outline).toMatchObject([{ title: "pdfium" }]);
    await document.close();
    expect(log).toEqual(["pdfium opens", "pdfium reads 1", "pdfium reads 2", "pdfium closes"]);
  });

  it("is read by the other one when the fast one cannot open it", async () => {
    const document = await scripted({ pdfium: "pdf_corrupt", pdfjs: ["One"] }).open();
    expect(document.engine).toBe("pdfjs-1");
    expect(await readAll(document)).toEqual(["One"]);
  });

  it("that no engine opens is refused with what the second one says of it", async () => {
    await expect(scripted({ pdfium: "pdf_corrupt", pdfjs: "pdf_truncated" }).open()).rejects.toMatchObject({
      code: "pdf_truncated",
    });
  });

  it.each<ErrorCode>(["file_empty", "pdf_too_complex", "internal_error"])(
    "is not given to another engine after %s",
    async (code) => {
      const { open, log } = scripted({ pdfium: code, pdfjs: ["One"] });
      await expect(open()).rejects.toMatchObject({ code });
      expect(log).toEqual(["pdfium opens"]);
    },
  );
});

describe("A page", () => {
  it("that the fast engine cannot read is read by the other one, and says so", async () => {
    const { open, log } = scripted({ pdfium: ["One", "pdf_corrupt", "Three"], pdfjs: ["x", "Two", "x"] });
    const document = await open();
    expect(await readAll(document)).toEqual(["One", "Two", "Three"]);
    expect((await document.page(2)).warnings).toMatchObject([
      { code: "page_reread", page: 2, message: expect.stringContaining("pdfjs-1") },
    ]);
    await document.close();
    expect(log.filter((line) => line.startsWith("pdfjs"))).toEqual([
      "pdfjs opens",
      "pdfjs reads 2",
      "pdfjs reads 2",
      "pdfjs closes",
    ]);
  });

  it.each([
    ["without a character", " ", "Found", "Found"],
    ["of which much cannot be decoded", `${BAD.repeat(6)}decoded`, "All was decoded", "All was decoded"],
    ["of which the other engine decodes no more", `${BAD.repeat(6)}ab`, BAD.repeat(8), `${BAD.repeat(6)}ab`],
    ["of which little cannot be decoded", `${BAD}a word`, "another word of it", `${BAD}a word`],
  ])("%s is told by whoever reads more of it", async (_, fast, other, told) => {
    const document = await scripted({ pdfium: [fast], pdfjs: [other] }).open();
    expect(await readAll(document)).toEqual([told]);
  });

  it("that neither can read fails as it does in the fast engine, and not for the other's sake", async () => {
    const { open } = scripted({ pdfium: ["pdf_corrupt", BAD.repeat(9)], pdfjs: ["pdf_truncated", "pdf_corrupt"] });
    expect(await readAll(await open())).toEqual(["pdf_corrupt", BAD.repeat(9)]);
  });

  it("that costs the fast engine too much is read by the other one, which may find it easy", async () => {
    const { open } = scripted({ pdfium: ["pdf_too_complex", "pdf_too_complex"], pdfjs: ["One", "pdf_corrupt"] });
    expect(await readAll(await open())).toEqual(["One", "pdf_too_complex"]);
  });

  it("that a fault of ours keeps from being read is not given to another engine", async () => {
    const { open, log } = scripted({ pdfium: ["internal_error", "store_unavailable"], pdfjs: ["One", "Two"] });
    expect(await readAll(await open())).toEqual(["internal_error", "store_unavailable"]);
    expect(log).not.toContain("pdfjs opens");
  });

  it("is told alike whatever was read before, also when the other engine cannot be opened", async () => {
    const script: Script = { pdfium: ["pdf_corrupt", " ", "Three"], pdfjs: "pdf_corrupt" };
    const document = await scripted(script).open();
    expect(await readAll(document)).toEqual(["pdf_corrupt", " ", "Three"]);
    expect(textOf(await (await scripted(script).open()).page(2))).toBe(" ");
  });
});

describe("What makes a page suspect", () => {
  it.each([
    ["no glyph at all", "", true],
    ["spaces alone", " \u00A0 ", true],
    ["a text", "Text", false],
    ["few characters that could not be decoded", `${BAD.repeat(4)}a`, false],
    ["many of them", `${BAD.repeat(5)}${"a".repeat(45)}`, true],
    ["many of them, and far more others", `${BAD.repeat(5)}${"a".repeat(46)}`, false],
  ])("%s", (_, text, suspect) => {
    expect(isSuspect(saying(text))).toBe(suspect);
  });

  it("is better told by more decoded characters, not by more characters", () => {
    expect(isBetter(saying("abc"), saying(`ab${BAD}`))).toBe(true);
    expect(isBetter(saying(`ab${BAD.repeat(9)}`), saying("abc"))).toBe(false);
    expect(isBetter(saying("abc"), saying("abc"))).toBe(false);
  });
});
