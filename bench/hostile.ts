/**
 * `node bench/hostile.ts FOLDER…`: sends every file that the INDEX.tsv of each folder names over HTTP through the local
 * platform, honest documents beside them all the time, and prints what became of each class. Exits 1 when a job got lost,
 * passed its deadline, blamed us, or succeeded without a word and without a warning; or when an honest one suffered.
 * MAX_UPLOAD_BYTES raises the size limit. The functions run in this process: its end would be the end of them all.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type HostileFile, readCorpus } from "../dev/hostile/corpus.ts";
import { isExpected, type Outcome, sendHostile } from "../dev/hostile/outcome.ts";
import { createDocatClient, type DocatClient } from "../dev/platform/docat-client.ts";
import { startPlatform } from "../dev/platform/start-platform.ts";
import { makeSample } from "../examples/make-sample.ts";

/** Hostile documents under way at once: as many as the sandbox reads, and one that waits. */
const ABREAST = 3;
const MAX_UPLOAD_BYTES = process.env.MAX_UPLOAD_BYTES ?? "104857600";

interface Row extends HostileFile {
  readonly outcome: Outcome;
  readonly seconds: number;
}

async function sendAll(client: DocatClient, folder: string, files: readonly HostileFile[]): Promise<Row[]> {
  const waiting = [...files];
  const rows: Row[] = [];
  const lane = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const startedAt = performance.now();
      const outcome = await sendHostile(client, new Uint8Array(readFileSync(join(folder, file.path))));
      const seconds = (performance.now() - startedAt) / 1_000;
      rows.push({ ...file, outcome, seconds });
      const told = outcome.violation ?? (isExpected(outcome, file.expected) ? "" : `expected: ${file.expected}`);
      const found = (outcome.findings ?? []).join(" ");
      process.stdout.write(`${[file.path, outcome.kind, seconds.toFixed(1), told, found].join("\t")}\n`);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, lane));
  return rows;
}

/** One honest document after the other until told to stop; counts them, and those that suffered. */
function sendHonest(client: DocatClient) {
  const counts = { sent: 0, suffered: 0, slowestSeconds: 0 };
  let stopped = false;
  const done = (async () => {
    while (!stopped) {
      const startedAt = performance.now();
      const { kind } = await sendHostile(client, makeSample());
      counts.sent += 1;
      counts.slowestSeconds = Math.max(counts.slowestSeconds, (performance.now() - startedAt) / 1_000);
      if (kind !== "ok") {
        counts.suffered += 1;
        process.stdout.write(`(honest)\t${kind}\n`);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await done;
      return counts;
    },
  };
}

function printClasses(rows: readonly Row[]): void {
  const classes = Map.groupBy(rows, ({ expected, outcome }) => `${expected}\t${outcome.kind}`);
  process.stdout.write("\nfiles\tunexpected\tslowest, s\texpected\toutcome\n");
  for (const [name, members] of [...classes].sort(([a], [b]) => a.localeCompare(b))) {
    const unexpected = members.filter(({ outcome, expected }) => !isExpected(outcome, expected)).length;
    const slowest = Math.max(...members.map(({ seconds }) => seconds)).toFixed(1);
    process.stdout.write(`${[members.length, unexpected, slowest, name].join("\t")}\n`);
  }
}

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error("Give a folder with an INDEX.tsv.");
// Standard output is for the tables alone.
console.log = () => {};
let strays = 0;
process.on("unhandledRejection", () => {
  strays += 1;
});
const platform = await startPlatform({
  port: 0,
  redisUrl: process.env.REDIS_URL,
  variables: { REQUESTS_PER_MINUTE: "1000000", MAX_UPLOAD_BYTES },
});
const client = createDocatClient(platform.url, platform.apiKey);
const honest = sendHonest(client);
const rows: Row[] = [];
for (const folder of folders) rows.push(...(await sendAll(client, folder, readCorpus(folder))));
const beside = await honest.stop();
await platform.close();

printClasses(rows);
const violations = rows.filter(({ outcome }) => outcome.violation !== undefined).length;
const surprises = rows.filter(({ outcome, expected }) => !isExpected(outcome, expected)).length;
const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
process.stdout.write(
  `\n${rows.length} files, ${violations} violations, ${surprises} other than the index expects, ${strays} stray rejections, ` +
    `peak ${peakMb} MB\n${beside.sent} honest jobs beside them, ${beside.suffered} suffered, the slowest took ${beside.slowestSeconds.toFixed(1)} s\n`,
);
process.exitCode = violations + strays + beside.suffered === 0 ? 0 : 1;
