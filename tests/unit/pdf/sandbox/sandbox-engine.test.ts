/** The engine in its sandbox: what it reads, what it gives up, and what survives. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ENGINE_CHOICES, type EngineChoice, type EngineName } from "../../../../lib/contracts/engine-choice.ts";
import type { DocatError } from "../../../../lib/errors/docat-error.ts";
import { BYTES_PER_MB } from "../../../../lib/limits/sandbox.ts";
import { createLocalEngine } from "../../../../lib/pdf/auto/local-engine.ts";
import { type PdfDocument, type PdfEngine, withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createSandboxEngine, type SandboxSettings } from "../../../../lib/pdf/sandbox/sandbox-engine.ts";
import {
  LAUGH,
  laughingPdf,
  objectSpam,
  packed,
  pdfOfContents,
  pdfOfObjects,
  selfDrawingPdf,
  showText,
  WIDE,
  wideFontPdf,
} from "../../../support/bomb-builder.ts";
import { encryptedPdf, pdfOfPages, pdfWithParts, verticalPdf } from "../../../support/pdf-builder.ts";
import { textOf } from "../../../support/read-content.ts";

/** Short enough for tests, and long enough for an honest page on a machine that does other things too. */
const PATIENCE: SandboxSettings = { pageMs: 1_500 };
const engine = createSandboxEngine(PATIENCE);

function readAll(from: PdfEngine, bytes: Uint8Array, choice?: EngineChoice) {
  const read = async (document: PdfDocument) => {
    const pages = [];
    for (let number = 1; number <= document.pageCount; number += 1) pages.push(await document.page(number));
    const [metadata, navigation] = [await document.metadata(), await document.navigation()];
    return { pages, metadata, navigation, engine: document.engine, warnings: document.warnings() };
  };
  return withDocument(from, bytes, read, { engine: choice });
}

describe.each(ENGINE_CHOICES)("A document that %s reads", (choice) => {
  it.each([
    ["of several pages", pdfOfPages(3)],
    ["in Japanese", verticalPdf(["縦書き"])],
    ["that is open to everybody", encryptedPdf(["For everybody"], "")],
    ["without a cross-reference table", pdfOfContents([showText("Found")])],
    ["with an outline and files inside", pdfWithParts()],
  ])("%s is read in the sandbox as in the caller's own thread", async (_what, bytes) => {
    const before = bytes.slice();
    expect(await readAll(engine, bytes, choice)).toEqual(await readAll(createLocalEngine(), bytes, choice));
    expect(bytes).toEqual(before);
  });

  it.each([
    ["file_empty", new Uint8Array()],
    ["not_a_pdf", new TextEncoder().encode("Dear Sir or Madam")],
    ["password_required", encryptedPdf(["secret"], "letmein")],
  ])("that is refused is refused with the engine's own code: %s", async (code, bytes) => {
    await expect(engine.open(bytes, { engine: choice })).rejects.toMatchObject({ name: "DocatError", code });
  });

  it.each([
    ["with the password", "letmein"],
    ["with the owner's password", "owner"],
  ])("that is encrypted is read %s", async (_, password) => {
    const bytes = encryptedPdf(["secret"], "letmein");
    await withDocument(engine, bytes, async (document) => expect(textOf(await document.page(1))).toBe("secret"), {
      engine: choice,
      password,
    });
  });

  it("that is encrypted stays closed to a wrong password, which nobody is told", async () => {
    const refusal = await engine
      .open(encryptedPdf(["secret"], "letmein"), { engine: choice, password: "hunter2" })
      .then(
        () => undefined,
        (error: DocatError) => error,
      );
    expect(refusal).toMatchObject({ name: "DocatError", code: "password_wrong" });
    expect(inspect(refusal, { depth: 9, showHidden: true })).not.toContain("hunter2");
  });

  it("that is not encrypted minds no password", async () => {
    await withDocument(engine, pdfOfPages(2), async (document) => expect(document.pageCount).toBe(2), {
      engine: choice,
      password: "hunter2",
    });
  });

  // PDFium does not open such a document, and says no more than that.
  it.runIf(choice !== "pdfium")("that has no page is refused for that", async () => {
    const bytes = pdfOfObjects(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count -5 /Kids [] >>"]);
    await expect(engine.open(bytes, { engine: choice })).rejects.toMatchObject({ code: "pdf_without_pages" });
  });

  it("is read up to the limit of glyphs, and says that the rest was left out", async () => {
    const brief = createSandboxEngine({ glyphsPerPage: 10 });
    const lines = [1, 2, 3, 4].map((line) => `BT /F1 12 Tf 72 ${line * 100} Td (Line) Tj ET`).join(" ");
    const { pages } = await readAll(brief, pdfOfContents([lines]), choice);
    expect(pages.map(textOf)).toEqual([expect.stringMatching(/^LineLine(?:Li)?$/)]);
    expect(pages[0]?.warnings).toMatchObject([{ code: "page_incomplete", page: 1 }]);
  });
});

describe("A document in the sandbox", () => {
  it("keeps the details of an error on its way out of the thread", async () => {
    const read = async (document: PdfDocument) => {
      await expect(document.page(2)).rejects.toMatchObject({
        code: "pdf_corrupt",
        detail: "Page 2 cannot be read.",
        cause: expect.any(Error),
      });
    };
    await withDocument(engine, pdfOfPages(1), read, { engine: "pdfjs" });
  });

  it("is refused before it is opened when it unpacks to too much", async () => {
    await expect(engine.open(pdfOfContents([packed("q ", 40 * BYTES_PER_MB)]))).rejects.toMatchObject({
      code: "pdf_too_complex",
      status: 422,
      detail: "A stream unpacks to more than 32 MB.",
    });
  });

  it("waits until another is closed when as many are open as may be", async () => {
    const narrow = createSandboxEngine({ workers: 1 });
    const first = await narrow.open(pdfOfPages(1));
    let second = "waiting";
    const opening = narrow.open(pdfOfPages(2)).then((document) => {
      second = "open";
      return document;
    });
    await first.page(1);
    expect(second).toBe("waiting");
    await first.close();
    const document = await opening;
    expect(document.pageCount).toBe(2);
    await document.close();
  });

  it("may be closed twice, and while a page is being read", async () => {
    const document = await engine.open(laughingPdf([LAUGH]));
    const reading = document.page(1);
    const refusal = expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^pdf_/) });
    await document.close();
    await document.close();
    await refusal;
  });
});

describe("A document that takes too long", () => {
  it.each(ENGINE_CHOICES)("loses the pages that do, and no other, with %s", async (choice) => {
    const bytes = laughingPdf([showText("One"), LAUGH, showText("Three")]);
    const read = async (document: PdfDocument) => {
      expect(textOf(await document.page(1))).toBe("One");
      await expect(document.page(2)).rejects.toMatchObject({
        code: "pdf_too_complex",
        detail: expect.stringMatching(/^Page 2 takes more than (?:1\.5 seconds|the memory that a page may)\.$/),
      });
      expect(textOf(await document.page(3))).toBe("Three");
      expect((await document.metadata()).pdf_version).toBe("1.7");
    };
    await withDocument(engine, bytes, read, { engine: choice });
  });

  it("is given up after three of them", async () => {
    const impatient = createSandboxEngine({ pageMs: 300 });
    const read = async (document: PdfDocument) => {
      for (const number of [1, 2, 3]) {
        await expect(document.page(number)).rejects.toMatchObject({ detail: expect.stringContaining("0.3 seconds") });
      }
      await expect(document.page(4)).rejects.toMatchObject({
        code: "pdf_too_complex",
        detail: "It was given up after 3 attempts to read it.",
      });
    };
    await withDocument(impatient, laughingPdf([LAUGH, LAUGH, LAUGH, showText("Four")]), read, { engine: "pdfjs" });
  });

  it("is given up when its pages take too long together", async () => {
    const hasty = createSandboxEngine({ documentMs: 0 });
    await withDocument(hasty, pdfOfPages(1), async (document) => {
      await expect(document.page(1)).rejects.toMatchObject({ code: "pdf_too_complex" });
    });
  });

  it("to open is not opened, and the next one is", async () => {
    const impatient = createSandboxEngine({ openMs: 1_000 });
    // One object ends, or it would be refused at once.
    const endless = Buffer.concat([objectSpam(20_000_000), Buffer.from("endobj")]);
    await expect(impatient.open(endless)).rejects.toMatchObject({
      code: "pdf_too_complex",
      detail: "Opening it takes more than 1 seconds.",
    });
    expect((await readAll(impatient, pdfOfPages(1))).pages).toHaveLength(1);
  });

  it("leaves a document beside it alone", async () => {
    const honest = async () => (await readAll(engine, pdfOfPages(20))).pages.length;
    const hostile = readAll(engine, laughingPdf([LAUGH]));
    const refusal = expect(hostile).rejects.toMatchObject({ code: "pdf_too_complex" });
    expect(await Promise.all([honest(), honest(), honest()])).toEqual([20, 20, 20]);
    await refusal;
  });
});

describe("A document that takes too much memory", () => {
  const patience: SandboxSettings = { pageMs: 60_000 };
  const oneThread: SandboxSettings = { threadBytes: 200 * BYTES_PER_MB };
  const process: SandboxSettings = { processBytes: 1, threadBytes: 4_000 * BYTES_PER_MB };
  const wideFont = wideFontPdf([WIDE, showText("Two")]);
  const laughing = laughingPdf([LAUGH, showText("Two")]);

  it.each<[EngineName, string, SandboxSettings, Uint8Array]>([
    ["pdfjs", "a thread", oneThread, wideFont],
    ["pdfjs", "the process", process, wideFont],
    ["pdfium", "a thread", oneThread, laughing],
    ["pdfium", "the process", process, laughing],
  ])("of %s for %s loses the page that does, and costs none beside it", async (choice, _what, limits, bytes) => {
    const watched = createSandboxEngine({ ...patience, ...limits });
    const honest = readAll(watched, pdfOfPages(300));
    const read = async (document: PdfDocument) => {
      await expect(document.page(1)).rejects.toMatchObject({
        code: "pdf_too_complex",
        detail: "Page 1 takes more than the memory that a page may.",
      });
      expect(textOf(await document.page(2))).toBe("Two");
    };
    await withDocument(watched, bytes, read, { engine: choice });
    expect((await honest).pages).toHaveLength(300);
  });

  it("of one engine is read by the other, if that can", async () => {
    expect((await readAll(engine, wideFont)).pages.map(textOf)).toEqual(["\uFFFD", "Two"]);
    const { pages, engine: named } = await readAll(engine, selfDrawingPdf());
    expect(pages.map(textOf)).toEqual(["Before"]);
    expect(pages[0]?.warnings.map(({ code }) => code)).toContain("page_reread");
    expect(named).toMatch(/^pdfium-/);
  });
});

it("An idle sandbox keeps no process alive", async () => {
  const module = new URL("../../../../lib/pdf/sandbox/sandbox-engine.ts", import.meta.url).href;
  const script = `
    const { createSandboxEngine } = await import(${JSON.stringify(module)});
    const engine = createSandboxEngine({ spareDelayMs: 1 });
    const bytes = new Uint8Array(Buffer.from(${JSON.stringify(Buffer.from(pdfOfPages(1)).toString("base64"))}, "base64"));
    const document = await engine.open(bytes);
    console.log(String.fromCodePoint(...(await document.page(1)).glyphs.codes.slice(0, 12)));
    await document.close();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  const [code] = await once(child, "close");
  expect(Buffer.concat(printed).toString()).toBe("Page 1 of 1.\n");
  expect(code).toBe(0);
});
