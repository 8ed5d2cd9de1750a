/**
 * What reading large documents costs: memory of the whole process at most, and what is read of a document where it lies.
 *   node bench/large.ts            writes documents to the folder for temporary files and reads them, each in a fresh process
 *   node bench/large.ts --block N  the same with other blocks than the usual ones, in bytes
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type LargePdfSpec, writeLargePdf } from "../dev/large-pdf.ts";
import { ENGINE_CHOICES, engineChoiceSchema } from "../lib/contracts/engine-choice.ts";
import { BYTES_PER_MB } from "../lib/limits/sandbox.ts";
import { DEFAULT_SOURCE_LIMITS } from "../lib/limits/source-reads.ts";
import { withDocument } from "../lib/pdf/pdf-engine.ts";
import { createSandboxEngine } from "../lib/pdf/sandbox/sandbox-engine.ts";
import { FileSource } from "./large/file-source.ts";

interface Case {
  readonly spec: LargePdfSpec;
  /** Pages that are read, from the first to the last. */
  readonly pages: readonly [number, number];
}

const BOOK = { pages: 1_000, contentBytes: 17_300, pictureBytes: 0 };
const ALBUM = { pages: 400, contentBytes: 4_000, pictureBytes: 500_000 };

const CASES: Readonly<Record<string, Case>> = {
  "pages 501 to 526 of a book of 1,000": { spec: BOOK, pages: [501, 526] },
  "the same without nodes in its page tree": { spec: { ...BOOK, fanOut: 1_000 }, pages: [501, 526] },
  "pages 901 to 1,000 of it": { spec: BOOK, pages: [901, 1_000] },
  "all of an album of 400 pages, pictures and text": { spec: ALBUM, pages: [1, 400] },
  "the same with lengths apart, so that pictures have to be read": {
    spec: { ...ALBUM, lengthsApart: true },
    pages: [1, 400],
  },
  "pages 201 to 226 of an album": { spec: ALBUM, pages: [201, 226] },
  "all of 60 pages with large pictures": {
    spec: { pages: 60, contentBytes: 4_000, pictureBytes: 3_400_000 },
    pages: [1, 60],
  },
};

function write(path: string, spec: LargePdfSpec): void {
  const file = openSync(path, "w");
  for (const piece of writeLargePdf(spec)) writeSync(file, piece);
  closeSync(file);
}

/** Reads pages in the sandbox and says what it took. */
async function measure(
  path: string,
  engineName: string,
  first: number,
  last: number,
  blockBytes: number,
): Promise<void> {
  const source = await FileSource.open(path);
  const engine = createSandboxEngine({ source: { blockBytes } });
  const startedAt = performance.now();
  let characters = 0;
  await withDocument(
    engine,
    source,
    async (document) => {
      // As a job does: whoever wants all pages has all of the file looked through.
      await document.metadata();
      await document.navigation();
      await document.security(last - first + 1 < document.pageCount ? "ends" : "all");
      for (let number = first; number <= last; number += 1) characters += (await document.page(number)).glyphs.count;
    },
    { engine: engineChoiceSchema.parse(engineName) },
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const share = ((100 * source.bytesRead) / source.sizeBytes).toFixed(1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
  process.stdout.write(
    `  ${engineName.padEnd(7)}${String(peak).padStart(4)} MB at most  ${share.padStart(5)} % of ${Math.round(source.sizeBytes / 1e6)} MB in ` +
      `${source.reads} reads  ${seconds} s, ${characters} characters\n`,
  );
  await source.close();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { block: { type: "string", default: String(DEFAULT_SOURCE_LIMITS.blockBytes) }, only: { type: "string" } },
});
const [path, engineName, first, last] = positionals;
if (path !== undefined && engineName !== undefined) {
  await measure(path, engineName, Number(first), Number(last), Number(values.block));
} else {
  const folder = mkdtempSync(join(tmpdir(), "docat-large-"));
  const file = join(folder, "large.pdf");
  for (const [what, { spec, pages }] of Object.entries(CASES)) {
    if (values.only !== undefined && !what.includes(values.only)) continue;
    write(file, spec);
    process.stdout.write(`${what}\n`);
    for (const choice of ENGINE_CHOICES) {
      const argv = [fileURLToPath(import.meta.url), "--block", values.block, file, choice, ...pages.map(String)];
      spawnSync(process.execPath, argv, { stdio: "inherit" });
    }
  }
  process.stdout.write(`a process that does nothing: ${Math.round(process.memoryUsage.rss() / BYTES_PER_MB)} MB\n`);
  rmSync(folder, { recursive: true });
}
