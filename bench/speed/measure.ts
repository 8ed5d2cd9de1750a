/**
 * The child process of `bench/speed.ts`: turns every PDF of a folder into Markdown that goes nowhere, once, and tells what it took of
 * this process, from its very start. `node measure.ts ENGINE FOLDER`.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { convertPdf } from "../../dev/cli/convert-pdf.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { createBenchEngine } from "../engine/bench-engine.ts";
import { openPeer, type PeerConverter } from "../peers/peer-engines.ts";

export const measurementSchema = z.object({
  files: z.int(),
  pages: z.int(),
  failed: z.array(z.string()),
  characters: z.int(),
  cpu_ms: z.number(),
  wall_ms: z.number(),
  peak_mb: z.number(),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** The engine itself, and how many pages the documents have that it opened. */
function counted(engine: PdfEngine): PdfEngine & { readonly pages: () => number } {
  let pages = 0;
  return {
    pages: () => pages,
    async open(bytes) {
      const document = await engine.open(bytes);
      pages += document.pageCount;
      return document;
    },
  };
}

function openDocat(name: string): PeerConverter {
  const engine = counted(createBenchEngine(name));
  return async (bytes) => {
    const before = engine.pages();
    let markdown = "";
    for await (const chunk of await convertPdf(engine, "document.pdf", new Uint8Array(bytes), "markdown")) {
      markdown += chunk;
    }
    return { markdown, pages: engine.pages() - before };
  };
}

async function measure(name: string, folder: string): Promise<Measurement> {
  const convert = openPeer(name) ?? openDocat(name);
  const files = globSync("*.pdf", { cwd: folder }).sort();
  const failed: string[] = [];
  let pages = 0;
  let characters = 0;
  for (const file of files) {
    try {
      const answer = await convert(readFileSync(join(folder, file)));
      pages += answer.pages;
      characters += answer.markdown.length;
    } catch {
      failed.push(file);
    }
  }
  const { user, system } = process.cpuUsage();
  const peak = process.resourceUsage().maxRSS / 1024;
  const cost = { cpu_ms: (user + system) / 1000, wall_ms: performance.now(), peak_mb: peak };
  return { files: files.length, pages, failed, characters, ...cost };
}

if (import.meta.main) {
  const [name, folder] = process.argv.slice(2);
  if (name === undefined || folder === undefined) throw new Error("Give ENGINE FOLDER.");
  // Standard output is for the answer alone.
  console.log = console.error;
  process.stdout.write(JSON.stringify(await measure(name, folder)));
}
