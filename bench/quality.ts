/**
 * `node bench/quality.ts FOLDER`: converts every PDF of a quality set to Markdown, scores it with the set's own scorer, and prints the scores
 * beside other engines', by group and by tag, the worst documents, and what it cost. FOLDER holds manifest.json, set/ and score/cli.js.
 *
 * `--engine auto|pdfjs|pdfium`, `--only id,id`, `--group name,name`, `--tag name,name` choose; `--out DIR` keeps the Markdown; `--json FILE` keeps the
 * scores and `--compare FILE` tells what has changed since; `--worst 20` is how many are listed; `--docs` lists all.
 * Exits 1 when `--floor overall=0.74,rtl.recall=0.75` is not reached, or when with `--ranges 1,7,all` a document that was read in ranges
 * of so many pages gives another text than the whole one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compareWith } from "./quality/compare.ts";
import { chooseDocuments } from "./quality/documents.ts";
import { belowFloors, readFloors } from "./quality/floors.ts";
import { costLine, lostTexts, overallTable, tableBy, worstTable } from "./quality/report.ts";
import { type QualityRun, runShares } from "./quality/run-shares.ts";
import { meansOf } from "./quality/scores.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string", default: "auto" },
    only: { type: "string" },
    group: { type: "string" },
    tag: { type: "string" },
    out: { type: "string" },
    ranges: { type: "string", default: "" },
    worst: { type: "string", default: "20" },
    docs: { type: "boolean", default: false },
    json: { type: "string" },
    compare: { type: "string" },
    floor: { type: "string" },
  },
});

function namesIn(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(",");
}

function print(...lines: readonly string[]): void {
  console.log(lines.join("\n"));
}

function printScores({ scores }: QualityRun): void {
  const name = `docat, ${values.engine}`;
  print(...overallTable(name, scores), "");
  print(...tableBy("group", scores, ({ group }) => [group]), "");
  print(...tableBy("tag", scores, ({ tags }) => tags), "");
  const count = values.docs ? scores.length : Number(values.worst);
  print(...worstTable(scores, count), "");
}

/** Tells whether every document came out the same in all ranges. */
function printRanges({ conversions }: QualityRun): boolean {
  const differing = conversions.filter(({ differs_at }) => differs_at.length > 0);
  const same = conversions.length - differing.length;
  print(`ranges of ${values.ranges} pages: ${same} of ${conversions.length} documents are the same, byte for byte`);
  print(...differing.map(({ id, differs_at }) => `  ${id} differs in ranges of ${differs_at.join(", ")}`));
  return differing.length === 0;
}

const [given] = positionals;
if (given === undefined) throw new Error("Give the folder of a quality set.");
const folder = resolve(given);
const floors = values.floor === undefined ? [] : readFloors(values.floor);
const documents = chooseDocuments(folder, {
  only: namesIn(values.only),
  group: namesIn(values.group),
  tag: namesIn(values.tag),
});
const out = values.out === undefined ? mkdtempSync(join(tmpdir(), "docat-quality-")) : resolve(values.out);
mkdirSync(out, { recursive: true });
const started = performance.now();
const run = await runShares({ folder, out, engine: values.engine, ranges: values.ranges, documents });
if (values.out === undefined) rmSync(out, { recursive: true });

printScores(run);
if (values.compare !== undefined) print(...compareWith(values.compare, run.scores), "");
if (values.json !== undefined) {
  writeFileSync(values.json, JSON.stringify({ means: meansOf(run.scores), documents: run.scores }, null, 1));
}
const lost = lostTexts(run);
print(`text lost in ${lost.length} of ${documents.length} documents`, ...lost.map((each) => `  ${each}`));
const rtl = meansOf(run.scores.filter(({ tags }) => tags.includes("rtl"))).recall;
if (rtl !== null) print(`recall of right-to-left text: ${rtl.toFixed(3)}`);
print(`${costLine(run)}; the run took ${((performance.now() - started) / 1000).toFixed(0)} s`);
const sameInRanges = values.ranges === "" || printRanges(run);
const below = belowFloors(floors, run.scores);
print(...below);
process.exitCode = sameInRanges && below.length === 0 ? 0 : 1;
