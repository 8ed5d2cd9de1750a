/**
 * Hostile files the real way: upload, queue, stages, result. A few bombs of our own always; a whole folder of them when
 * DOCAT_HOSTILE_FOLDER names one (PDFs and an INDEX.tsv, as dev/hostile/corpus.ts reads it). bench/hostile.ts prints more.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCorpus } from "../../dev/hostile/corpus.ts";
import { sendHostile } from "../../dev/hostile/outcome.ts";
import { makeSample } from "../../examples/make-sample.ts";
import {
  LAUGH,
  laughingPdf,
  objectSpam,
  packed,
  pdfOfContents,
  pdfOfObjects,
  selfDrawingPdf,
  WIDE,
  wideFontPdf,
} from "../support/bomb-builder.ts";
import { startTestService, type TestService } from "../support/test-service.ts";

const MB = 1_048_576;
const FILE_TIMEOUT_MS = 300_000;
const folder = process.env.DOCAT_HOSTILE_FOLDER;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ variables: { REQUESTS_PER_MINUTE: "1000000", MAX_UPLOAD_BYTES: "104857600" } });
});
afterAll(() => service.close());

const catalog = "<< /Type /Catalog /Pages 2 0 R >>";

describe("A bomb", () => {
  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["of nested forms", laughingPdf([LAUGH]), "pdf_too_complex"],
    ["of states that are saved and never restored", pdfOfContents([packed("q ", 60 * MB)]), "pdf_too_complex"],
    ["packed twice", pdfOfContents([packed(" ", 200 * MB, 2)]), "pdf_too_complex"],
    ["of objects without end", objectSpam(4_000_000), "pdf_truncated"],
    [
      "whose page tree bites its tail",
      pdfOfObjects([catalog, "<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]),
      "pdf_corrupt",
    ],
  ])(
    "%s ends its own job, with a code that says why, and no job beside it",
    async (_what, bytes, code) => {
      const [hostile, honest] = await Promise.all([
        sendHostile(service.client, bytes),
        sendHostile(service.client, makeSample()),
      ]);
      expect(hostile).toEqual({ kind: code });
      expect(honest).toEqual({ kind: "ok" });
    },
    FILE_TIMEOUT_MS,
  );

  it.each([
    ["a font with a thousand million widths", wideFontPdf([WIDE])],
    ["a form that draws itself", selfDrawingPdf()],
  ])(
    "that one of the engines trips over is read by the other: %s",
    async (_what, bytes) => {
      expect(await sendHostile(service.client, bytes)).toEqual({ kind: "ok" });
    },
    FILE_TIMEOUT_MS,
  );
});

describe.skipIf(folder === undefined)(
  "A folder of hostile files (skipped unless DOCAT_HOSTILE_FOLDER names one)",
  () => {
    const files = folder === undefined ? [] : readCorpus(folder);

    it.each(files.map(({ path }) => path))(
      "%s ends, with text, with a warning, or with a code that says why",
      async (path) => {
        const outcome = await sendHostile(service.client, new Uint8Array(readFileSync(join(folder ?? "", path))));
        expect(outcome.violation).toBeUndefined();
      },
      FILE_TIMEOUT_MS,
    );

    it("left an honest document as it is", async () => {
      expect(await sendHostile(service.client, makeSample())).toEqual({ kind: "ok" });
    });
  },
);
