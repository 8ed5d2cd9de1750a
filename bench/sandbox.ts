/**
 * `node bench/sandbox.ts [FOLDER…]`: what the sandbox costs. Starts of threads, cold and warm; a document read inside and
 * outside; how fast a page is ended at each limit and what memory is left. With a folder of PDFs also what the look before
 * opening takes, and which of them it refuses. Times are wall clock.
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ENGINE_NAMES, type EngineChoice } from "../lib/contracts/engine-choice.ts";
import { DEFAULT_SANDBOX_LIMITS } from "../lib/limits/sandbox.ts";
import { DEFAULT_SOURCE_LIMITS } from "../lib/limits/source-reads.ts";
import { createLocalEngine } from "../lib/pdf/auto/local-engine.ts";
import { type PdfDocument, type PdfEngine, withDocument } from "../lib/pdf/pdf-engine.ts";
import { findPdfjsAssets } from "../lib/pdf/pdfjs/pdfjs-assets.ts";
import { preflight } from "../lib/pdf/preflight/preflight.ts";
import { createSandboxEngine, type SandboxSettings } from "../lib/pdf/sandbox/sandbox-engine.ts";
import { SandboxThread } from "../lib/pdf/sandbox/sandbox-thread.ts";
import { LAUGH, laughingPdf, packed, pdfOfContents, WIDE, wideFontPdf } from "../tests/support/bomb-builder.ts";
import { pdfOfPages } from "../tests/support/pdf-builder.ts";

const MB = 1_048_576;
const REPEATS = 5;

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function fastest(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < REPEATS; round += 1) times.push(await timed(work));
  return Math.min(...times);
}

function readAll(engine: PdfEngine, bytes: Uint8Array, choice?: EngineChoice): Promise<void> {
  const read = async (document: PdfDocument) => {
    for (let number = 1; number <= document.pageCount; number += 1) await document.page(number);
  };
  return withDocument(engine, bytes, read, { engine: choice });
}

const rssMb = () => Math.round(process.memoryUsage.rss() / MB);
const tell = (what: string, value: string) => process.stdout.write(`${what.padEnd(80)}${value}\n`);
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

async function measureStarts(): Promise<void> {
  const assets = findPdfjsAssets();
  const before = rssMb();
  const threads: SandboxThread[] = [];
  const cold = await fastest(async () => {
    const thread = new SandboxThread(assets, { ...DEFAULT_SANDBOX_LIMITS, source: DEFAULT_SOURCE_LIMITS });
    threads.push(thread);
    await thread.untilReady();
  });
  tell("a thread's start, PDFium loaded (what a document waits for when none is warm)", ms(cold));
  tell("memory of a warm thread", `${Math.round((rssMb() - before) / threads.length)} MB`);
  tell("end of an idle thread", ms(await fastest(() => threads.pop()?.end())));
}

async function measureReading(): Promise<void> {
  const sandbox = createSandboxEngine();
  const [one, many] = [pdfOfPages(1), pdfOfPages(300)];
  const local = createLocalEngine();
  for (const choice of ENGINE_NAMES) {
    for (const engine of [sandbox, local]) {
      await readAll(engine, many, choice);
      const where = `with ${choice} ${engine === sandbox ? "in the sandbox, warm" : "in the caller's thread"}`;
      tell(`1 page ${where}`, ms(await fastest(() => readAll(engine, one, choice))));
      tell(`300 pages ${where}`, ms(await fastest(() => readAll(engine, many, choice))));
    }
  }
}

/** Bombs that pass the look before opening. Each is read in a fresh process, since memory that was used once stays with it. */
const KILLS: Readonly<Record<string, Kill>> = {
  "nested forms with pdf.js, limit 1 s of work": {
    choice: "pdfjs",
    settings: { pageMs: 1_000 },
    bytes: () => laughingPdf([LAUGH]),
  },
  "nested forms with PDFium, limit 512 MB a thread": {
    choice: "pdfium",
    settings: { pageMs: 60_000 },
    bytes: () => laughingPdf([LAUGH]),
  },
  "nested forms with both, default limits": { choice: "auto", settings: {}, bytes: () => laughingPdf([LAUGH]) },
  "a thousand million widths with pdf.js, limit 512 MB a thread": {
    choice: "pdfjs",
    settings: { pageMs: 60_000 },
    bytes: () => wideFontPdf([WIDE]),
  },
  "the same, limit 1,400 MB the process": {
    choice: "pdfjs",
    settings: { pageMs: 60_000, threadBytes: 8_000 * MB },
    bytes: () => wideFontPdf([WIDE]),
  },
  "500,000 words on a page with pdf.js": { choice: "pdfjs", settings: { pageMs: 60_000 }, bytes: wordyPdf },
  "500,000 words on a page with PDFium": { choice: "pdfium", settings: { pageMs: 60_000 }, bytes: wordyPdf },
};

interface Kill {
  readonly choice: EngineChoice;
  readonly settings: SandboxSettings;
  readonly bytes: () => Uint8Array;
}

function wordyPdf(): Uint8Array {
  return pdfOfContents([packed("1 0 0 1 72 700 Tm (word) Tj ", 31 * MB, 1, "BT /F1 12 Tf ")]);
}

/** How long it takes until the page is ended, and what memory was taken and is left. */
async function measureKill(what: string): Promise<void> {
  const kill = KILLS[what];
  if (kill === undefined) throw new Error(`There is no "${what}".`);
  const bytes = kill.bytes();
  const engine = createSandboxEngine(kill.settings);
  await readAll(engine, pdfOfPages(1), kill.choice);
  const before = rssMb();
  let said = "read";
  const taken = await timed(() =>
    readAll(engine, bytes, kill.choice).catch((error: unknown) => {
      said = error instanceof Error ? error.message : "failed";
    }),
  );
  await sleep(500);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  tell(`${what}: ${said}`, `${ms(taken)}; ${before} MB before, ${peakMb} MB at most, ${rssMb()} MB after`);
}

async function measurePreflight(folder: string): Promise<void> {
  const times: number[] = [];
  for (const name of globSync("**/*.pdf", { cwd: folder }).sort()) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    let said = "";
    const taken = await timed(() => {
      try {
        preflight(bytes);
      } catch (error) {
        said = error instanceof Error ? error.message : "refused";
      }
    });
    times.push(taken);
    if (said !== "") tell(`refused: ${name}`, said);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => ms(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  tell(
    `the look before opening, ${times.length} files: median, 99th percentile, slowest`,
    `${at(0.5)}, ${at(0.99)}, ${at(1)}`,
  );
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { kill: { type: "string" } } });
if (values.kill !== undefined) {
  await measureKill(values.kill);
} else {
  await measureStarts();
  await measureReading();
  for (const what of Object.keys(KILLS)) {
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--kill", what], { stdio: "inherit" });
  }
  for (const folder of positionals) await measurePreflight(folder);
}
