/**
 * `node bench/speed.ts FOLDER [--runs 3] [--engines auto,pdfium,pdfjs] [--no-peers]`: pages per CPU second from PDF to Markdown, for every
 * engine and for other engines beside. Each run turns the whole folder into Markdown in a fresh process pinned to one core, and its
 * time counts from the start of the process, all its threads included; runs of the engines take turns, so that a slow spell of the
 * machine meets all. The heap's young part is as large as a sandbox thread's. Node finds the program compiled, as a function finds
 * itself that is deployed: a run that does not count, over no document, fills the cache first.
 *
 * Exits 1 when the median is below `--floor auto=200,pdfium=250,pdfjs=90` or the peak of one of these above `--most-mb 400`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { YOUNG_HEAP_MB } from "../lib/limits/sandbox.ts";
import { ENGINE_NAMES } from "./engine/bench-engine.ts";
import { installPeers, PEER_NAMES, peerVersion } from "./peers/peer-engines.ts";
import { type Measurement, measurementSchema } from "./speed/measure.ts";

const CORE = "1";
/** As much as a thread of the sandbox has, in thirds: what is free, what is in use, and what is moved. */
const YOUNG_HEAP = `--max-semi-space-size=${YOUNG_HEAP_MB / 3}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    runs: { type: "string", default: "3" },
    engines: { type: "string", default: ENGINE_NAMES.join(",") },
    peers: { type: "boolean", default: true },
    floor: { type: "string", default: "" },
    "most-mb": { type: "string", default: "Infinity" },
  },
});

/** What goes before a command to keep it on one core; nothing where that cannot be done. */
function pinning(): readonly string[] {
  const tried = spawnSync("taskset", ["-c", CORE, process.execPath, "--version"]);
  return tried.status === 0 ? ["taskset", "-c", CORE] : [];
}

function measure(pin: readonly string[], engine: string, folder: string): Measurement {
  const script = resolve(import.meta.dirname, "speed/measure.ts");
  const [command = process.execPath, ...rest] = [...pin, process.execPath, YOUNG_HEAP, script, engine, folder];
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child = spawnSync(command, rest, { encoding: "utf8", maxBuffer: 1 << 26, env });
  if (child.status !== 0) throw new Error(`${engine}: ${child.stderr}`);
  return measurementSchema.parse(JSON.parse(child.stdout));
}

function pagesPerSecond({ pages, cpu_ms }: Measurement): number {
  return (pages * 1000) / cpu_ms;
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

interface Result {
  readonly engine: string;
  readonly median: number;
  readonly peakMb: number;
  readonly row: object;
}

function resultOf(engine: string, runs: readonly Measurement[]): Result {
  const speeds = runs.map(pagesPerSecond).sort((a, b) => a - b);
  const median = medianOf(speeds);
  const peakMb = Math.max(...runs.map(({ peak_mb }) => peak_mb));
  const isPeer = PEER_NAMES.includes(engine);
  const row = {
    engine: isPeer ? `${engine} ${peerVersion(engine)}` : `docat, ${engine}`,
    pages: runs[0]?.pages,
    "pages per CPU second": Math.round(median),
    least: Math.round(speeds[0] ?? 0),
    most: Math.round(speeds.at(-1) ?? 0),
    "peak MB": Math.round(peakMb),
    "Markdown, MB": Number(((runs[0]?.characters ?? 0) / 1e6).toFixed(2)),
    failed: runs[0]?.failed.join(" "),
  };
  return { engine, median, peakMb, row };
}

/** A line for each engine that is too slow or takes too much. */
function tooSlow(results: readonly Result[]): string[] {
  const floors = new Map(values.floor.split(",").map((each) => each.split("=") as [string, string]));
  const mostMb = Number(values["most-mb"]);
  return results
    .filter(({ engine }) => !PEER_NAMES.includes(engine))
    .flatMap(({ engine, median, peakMb }) => {
      const least = Number(floors.get(engine) ?? 0);
      const slow = median < least ? [`${engine}: ${median.toFixed(0)} pages per CPU second, below ${least}`] : [];
      return peakMb > mostMb ? [...slow, `${engine}: ${peakMb.toFixed(0)} MB, above ${mostMb}`] : slow;
    });
}

const [given] = positionals;
if (given === undefined) throw new Error("Give a folder of PDFs.");
const folder = resolve(given);
const pin = pinning();
/** Where Node keeps the program compiled while this lasts, and a folder without documents. */
const kept = mkdtempSync(join(tmpdir(), "docat-speed-"));
const compiled = join(kept, "compiled");
const nothing = mkdtempSync(join(kept, "nothing-"));
if (values.peers) installPeers();
const engines = [...values.engines.split(","), ...(values.peers ? PEER_NAMES : [])];
for (const engine of engines) measure(pin, engine, nothing);
const runs = new Map<string, Measurement[]>(engines.map((engine) => [engine, []]));
for (let run = 0; run < Number(values.runs); run += 1) {
  for (const engine of engines) runs.get(engine)?.push(measure(pin, engine, folder));
}
rmSync(kept, { recursive: true });
const results = engines.map((engine) => resultOf(engine, runs.get(engine) ?? []));
console.table(results.map(({ row }) => row));
console.log(`${values.runs} runs each, ${pin.length > 0 ? "pinned to one core" : "not pinned: there is no taskset"}`);
const slow = tooSlow(results);
for (const line of slow) console.log(line);
process.exitCode = slow.length === 0 ? 0 : 1;
