/** A large document through the sandbox, in a process of its own: its memory does not grow with the document. */
import { execFile } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeLargePdf } from "../../../../dev/large-pdf.ts";

const BENCH = fileURLToPath(new URL("../../../../bench/large.ts", import.meta.url));
const PAGES = 60;

const folder = mkdtempSync(join(tmpdir(), "docat-memory-"));
const path = join(folder, "large.pdf");

beforeAll(() => {
  const file = openSync(path, "w");
  // Its pictures have to be read, since where they end is not said beside them.
  const spec = { pages: PAGES, contentBytes: 4_000, pictureBytes: 1_700_000, lengthsApart: true };
  for (const piece of writeLargePdf(spec)) writeSync(file, piece);
});
afterAll(() => rmSync(folder, { recursive: true }));

it("A document of 100 MB is read, every page and picture of it, in less than 300 MB with all that Node takes", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, path, "auto", "1", String(PAGES)]);
  const [, peakMb, share] = /(\d+) MB at most +([\d.]+) % of 102 MB/.exec(stdout) ?? [];
  expect(Number(share)).toBeGreaterThan(90);
  expect(Number(peakMb)).toBeLessThan(300);
});
