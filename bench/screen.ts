/**
 * `node bench/screen.ts FOLDER…`: reads every PDF below the folders and prints what the screen found in their texts: for each kind of finding in
 * how many documents, how often, and samples; and what it took out. In honest documents these are false alarms.
 *
 * `--only TEXT` reads the files whose path contains it; `--engine auto|pdfium|pdfjs`; `--samples 5` a kind; `--docs` lists every document with findings.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LaidOutPage } from "../lib/contracts/block.ts";
import { DEFAULT_ENGINE, type EngineChoice, engineChoiceSchema } from "../lib/contracts/engine-choice.ts";
import type { Finding } from "../lib/contracts/finding.ts";
import { type PdfDocument, type PdfEngine, withDocument } from "../lib/pdf/pdf-engine.ts";
import { createSandboxEngine } from "../lib/pdf/sandbox/sandbox-engine.ts";
import { readPages } from "../lib/pipeline/read-pages.ts";
import { sumCounts } from "../lib/text/count-findings.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    engine: { type: "string", default: DEFAULT_ENGINE },
    samples: { type: "string", default: "5" },
    docs: { type: "boolean", default: false },
  },
});

interface Screened {
  readonly path: string;
  readonly pages: readonly LaidOutPage[];
}

async function screen(engine: PdfEngine, choice: EngineChoice, path: string): Promise<Screened | undefined> {
  try {
    const readAll = (document: PdfDocument) => {
      const numbers = Array.from({ length: document.pageCount }, (_, index) => index + 1);
      return readPages(document, numbers);
    };
    const pages = await withDocument(engine, new Uint8Array(readFileSync(path)), readAll, { engine: choice });
    return { path, pages };
  } catch {
    return;
  }
}

const countsOf = ({ pages }: Screened) => sumCounts(pages.map(({ security }) => security?.counts ?? {}));
const findingsOf = ({ pages }: Screened): Finding[] => pages.flatMap(({ security }) => security?.findings ?? []);
const counted = (counts: object): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");

function printKinds(all: readonly Screened[], samples: number): void {
  const total: Readonly<Record<string, number>> = sumCounts(all.map(countsOf));
  console.log("\ndocuments\tfindings\tkind");
  for (const kind of Object.keys(total).sort()) {
    const found = all.flatMap((one) => findingsOf(one).filter((finding) => finding.kind === kind));
    const documents = all.filter((one) => kind in countsOf(one)).length;
    console.log(`${documents}\t${total[kind]}\t${kind}`);
    for (const { severity, reason, excerpt = "" } of found.slice(0, samples)) {
      console.log(`\t\t\t${severity}: ${reason} ${JSON.stringify(excerpt)}`);
    }
  }
}

const only = values.only;
const files = positionals
  .flatMap((folder) => globSync("**/*.pdf", { cwd: folder }).map((file) => join(folder, file)))
  .filter((path) => path.includes(only))
  .sort();
if (files.length === 0) throw new Error("Give a folder with PDFs.");
const choice = engineChoiceSchema.parse(values.engine);
const engine = createSandboxEngine();
const all: Screened[] = [];
for (const path of files) {
  const screened = await screen(engine, choice, path);
  if (screened === undefined) continue;
  all.push(screened);
  const counts = countsOf(screened);
  if (values.docs && Object.keys(counts).length > 0) console.log(`${path}\t${counted(counts)}`);
}
printKinds(all, Number(values.samples));
const pages = all.reduce((sum, one) => sum + one.pages.length, 0);
const withFindings = all.filter((one) => Object.keys(countsOf(one)).length > 0).length;
const removed = sumCounts(all.flatMap((one) => one.pages.map(({ security }) => security?.removed ?? {})));
console.log(`\n${all.length} of ${files.length} documents, ${pages} pages; ${withFindings} documents with findings`);
console.log(`taken out: ${counted(removed) || "nothing"}`);
process.exit(0);
