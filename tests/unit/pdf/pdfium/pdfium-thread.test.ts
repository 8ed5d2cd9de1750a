/** PDFium in a thread as the sandbox has them: without an environment. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { pdfOfLines } from "../../../support/pdf-builder.ts";

const ENGINE = new URL("../../../../lib/pdf/pdfium/pdfium-engine.ts", import.meta.url).href;

const PROGRAM = `
import { parentPort, workerData } from "node:worker_threads";
const { createPdfiumEngine } = await import(workerData.engine);
const document = await createPdfiumEngine().open(workerData.bytes);
const { glyphs } = await document.page(1);
parentPort.postMessage(glyphs, [glyphs.codes.buffer, glyphs.x.buffer]);
`;

it("reads in a thread without an environment, and hands the glyphs over without a copy", async () => {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`), {
    env: {},
    workerData: { engine: ENGINE, bytes: pdfOfLines([["Hello"]]) },
  });
  const [glyphs] = await once(worker, "message");
  expect(String.fromCodePoint(...glyphs.codes)).toBe("Hello");
  await worker.terminate();
});
