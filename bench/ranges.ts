/**
 * What it costs to read a long document in page ranges: CPU for ranges of several sizes, each read in a fresh process
 * that opens the document first, as a function does. Run it with `node bench/ranges.ts FILE [pages…]`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { withDocument } from "../lib/pdf/pdf-engine.ts";
import { createPdfjsEngine } from "../lib/pdf/pdfjs/pdfjs-engine.ts";
import { readPages } from "../lib/pipeline/read-pages.ts";

const SIZES = [1, 26, 50, 100, 250, 500];
const REPEATS = 3;

interface Measurement {
  readonly pagesTotal: number;
  readonly openMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Reads `count` pages from the middle of the document on, in this process, from its very start. */
async function measure(file: string, count: number): Promise<Measurement> {
  const bytes = new Uint8Array(readFileSync(file));
  return await withDocument(createPdfjsEngine(), bytes, async (document) => {
    const openMs = cpuMs();
    const first = Math.max(1, Math.floor((document.pageCount - count) / 2));
    const last = Math.min(document.pageCount, first + count - 1);
    await readPages(
      document,
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    return { pagesTotal: document.pageCount, openMs, cpuMs: cpuMs(), peakMb };
  });
}

function measureApart(file: string, count: number): Measurement {
  const script = fileURLToPath(import.meta.url);
  const runs = Array.from({ length: REPEATS }, () => {
    const child = spawnSync(process.execPath, [script, "--child", file, `${count}`], { encoding: "utf8" });
    if (child.status !== 0) {
      throw new Error(child.stderr);
    }
    return JSON.parse(child.stdout) as Measurement;
  });
  const [fastest] = runs.toSorted((a, b) => a.cpuMs - b.cpuMs);
  if (fastest === undefined) {
    throw new Error("Nothing was measured.");
  }
  return fastest;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { child: { type: "boolean" } } });
const [file, ...counts] = positionals;
if (file === undefined) {
  throw new Error("Name a PDF.");
}
if (values.child) {
  process.stdout.write(JSON.stringify(await measure(file, Number(counts[0]))));
} else {
  const sizes = counts.length > 0 ? counts.map(Number) : SIZES;
  const { pagesTotal } = measureApart(file, 1);
  const whole = measureApart(file, pagesTotal);
  const rows = [...sizes.filter((size) => size < pagesTotal), pagesTotal].map((pages) => {
    const { openMs, cpuMs: cpu, peakMb } = pages === pagesTotal ? whole : measureApart(file, pages);
    const ranges = Math.ceil(pagesTotal / pages);
    return {
      pages,
      ranges,
      "start and open, CPU ms": Math.round(openMs),
      "range, CPU ms": Math.round(cpu),
      "document, CPU s": Number(((ranges * cpu) / 1000).toFixed(1)),
      "times one pass": Number(((ranges * cpu) / whole.cpuMs).toFixed(2)),
      "pages per CPU second": Math.round((pages * 1000) / cpu),
      "peak MB": peakMb,
    };
  });
  console.table(rows);
}
