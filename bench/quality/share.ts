/**
 * The child process of `bench/quality.ts`: converts some documents and writes `<id>.md` of each, then tells on standard output, as
 * JSON, what that cost. `node share.ts SET_FOLDER OUT_FOLDER ENGINE RANGES ID…`; RANGES is `-` or sizes with commas between.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { convertPdf } from "../../dev/cli/convert-pdf.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { createBenchEngine } from "../engine/bench-engine.ts";
import { convertInRanges, joined } from "./convert-in-ranges.ts";

const conversionSchema = z.object({
  id: z.string(),
  cpu_ms: z.number(),
  /** Letters, digits and signs; no white space. */
  characters: z.int(),
  error: z.string().nullable(),
  /** The sizes of ranges that gave another Markdown than the whole document did. */
  differs_at: z.array(z.int()),
});
export type Conversion = z.infer<typeof conversionSchema>;

export const shareSchema = z.object({ peak_mb: z.number(), documents: z.array(conversionSchema) });

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function convert(engine: PdfEngine, set: string, out: string, ranges: number[], id: string): Promise<Conversion> {
  const bytes = new Uint8Array(readFileSync(join(set, `${id}.pdf`)));
  const before = cpuMs();
  try {
    const markdown = await joined(await convertPdf(engine, `${id}.pdf`, bytes, "markdown"));
    const cpu = cpuMs() - before;
    writeFileSync(join(out, `${id}.md`), markdown);
    const differs: number[] = [];
    for (const size of ranges) {
      if ((await convertInRanges(engine, `${id}.pdf`, bytes, size)) === markdown) continue;
      differs.push(size);
      writeFileSync(join(out, `${id}.ranges-${size}.md`), await convertInRanges(engine, `${id}.pdf`, bytes, size));
    }
    return { id, cpu_ms: cpu, characters: markdown.replace(/\s/g, "").length, error: null, differs_at: differs };
  } catch (error) {
    return { id, cpu_ms: cpuMs() - before, characters: 0, error: `${error}`, differs_at: [] };
  }
}

async function runShare([set, out, engineName, ranges, ...ids]: string[]): Promise<void> {
  if (set === undefined || out === undefined || engineName === undefined || ranges === undefined) {
    throw new Error("Give SET_FOLDER OUT_FOLDER ENGINE RANGES ID…");
  }
  // Standard output is for the answer alone.
  console.log = console.error;
  const engine = createBenchEngine(engineName);
  const sizes = ranges === "-" ? [] : ranges.split(",").map((size) => (size === "all" ? 1_000_000 : Number(size)));
  const documents: Conversion[] = [];
  for (const id of ids) documents.push(await convert(engine, set, out, sizes, id));
  const peak = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ peak_mb: peak, documents } satisfies z.infer<typeof shareSchema>));
}

if (import.meta.main) await runShare(process.argv.slice(2));
