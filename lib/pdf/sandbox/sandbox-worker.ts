/**
 * The module that a sandbox thread runs. Loaded in two places: the caller's thread imports it for its address alone, so that
 * bundlers see it; in a sandbox thread it goes to work.
 */
import { constants, setPriority } from "node:os";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { DocatError } from "../../errors/docat-error.ts";
import { createPdfiumEngine, preparePdfium } from "../pdfium/pdfium-engine.ts";
import { createPdfjsEngine } from "../pdfjs/pdfjs-engine.ts";
import { BlockCache } from "../source/block-cache.ts";
import { cutOffNetwork } from "./cut-off-network.ts";
import { SandboxDesk, transferablesOf } from "./sandbox-desk.ts";
import type {
  SandboxCall,
  SandboxFailure,
  SandboxQuestion,
  SandboxReply,
  SandboxWorkerData,
} from "./sandbox-messages.ts";
import { type LaneRequest, receive } from "./source-lane.ts";

/** This module's own address: `new Worker` takes it in a source tree and in a bundle alike. */
export const SANDBOX_WORKER_URL = new URL(import.meta.url);

const MAX_CAUSE_CHARACTERS = 500;

function isSandboxData(data: unknown): data is SandboxWorkerData {
  return typeof data === "object" && data !== null && "docatSandbox" in data;
}

/** Serves calls until the thread is ended from outside. PDFium is there from the start; pdf.js is loaded when it is needed. */
async function serve(
  port: NonNullable<typeof parentPort>,
  { assets, glyphsPerPage, source }: SandboxWorkerData,
): Promise<void> {
  cutOffNetwork();
  silence();
  standBack();
  const limits = { glyphs: glyphsPerPage };
  const engines = { pdfium: createPdfiumEngine({ limits }), pdfjs: createPdfjsEngine({ assets, limits }) };
  const desk = new SandboxDesk(engines, ({ lane, sizeBytes }) => {
    const ask = (read: LaneRequest) => port.postMessage({ read } satisfies SandboxQuestion);
    return new BlockCache(sizeBytes, (start, end) => receive(lane, { start, end }, ask), source);
  });
  await preparePdfium();
  port.on("message", async ({ id, ...request }: SandboxCall) => {
    try {
      const answer = await desk.answer(request);
      port.postMessage({ id, answer } satisfies SandboxReply, transferablesOf(request, answer));
    } catch (error) {
      port.postMessage({ id, failure: describeFailure(error) } satisfies SandboxReply);
    }
  });
  port.postMessage({ id: 0 } satisfies SandboxReply);
}

/** pdf.js rejects promises that nobody awaits, and has much to say; neither may end the thread nor reach anybody's log. */
function silence(): void {
  process.on("unhandledRejection", () => {});
  for (const name of ["debug", "error", "info", "log", "trace", "warn"] as const) globalThis.console[name] = () => {};
  for (const stream of [process.stdout, process.stderr]) stream.write = () => true;
}

/**
 * Lets the thread that answers requests go first. On Linux a priority belongs to a thread, and 0 is the one that asks; elsewhere
 * it would be the whole process's, and is left alone.
 */
function standBack(): void {
  if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}

function describeFailure(error: unknown): SandboxFailure {
  if (!(error instanceof DocatError)) return { code: "pdf_corrupt", cause: describeCause(error) };
  return {
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.cause === undefined ? {} : { cause: describeCause(error.cause) }),
  };
}

function describeCause(cause: unknown): string {
  return (cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause).slice(0, MAX_CAUSE_CHARACTERS);
}

if (!isMainThread && parentPort !== null && isSandboxData(workerData)) {
  serve(parentPort, workerData).catch((error: unknown) => {
    // Out of the promise, so that it ends the thread and its owner hears why.
    setImmediate(() => {
      throw error;
    });
  });
}
