/**
 * `node bench/jobs.ts FOLDER`: sends every PDF of a folder over HTTP through the local platform and prints what became
 * of each. Exits 1 when one does not succeed with text. Times are wall clock on this machine, functions and all in one process.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createDocatClient, type DocatClient } from "../dev/platform/docat-client.ts";
import { startPlatform } from "../dev/platform/start-platform.ts";
import { resultSchema } from "../lib/contracts/result.ts";

const TIMEOUT_MS = 300_000;

interface Row {
  readonly file: string;
  readonly status: string;
  readonly pages: number;
  readonly characters: number;
  readonly warnings: string;
  readonly seconds: string;
}

async function convert(client: DocatClient, file: string): Promise<Row> {
  const started = performance.now();
  const created = await client.createJob(basename(file), new Uint8Array(readFileSync(file)));
  const job = await client.waitForJob(created.id, TIMEOUT_MS);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const row = { file: basename(file), pages: job.progress.pages_total ?? 0, seconds };
  if (job.error !== null) return { ...row, status: job.error.code, characters: 0, warnings: "" };
  const result = resultSchema.parse(JSON.parse(await client.getResult(job.id, "json")));
  const codes = new Set(result.warnings.map(({ code }) => code));
  return { ...row, status: job.status, characters: result.receipt.characters, warnings: [...codes].join(" ") };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Give a folder of PDFs.");
// Standard output is for the table alone.
console.log = console.error;
const platform = await startPlatform({
  port: 0,
  redisUrl: process.env.REDIS_URL,
  variables: { REQUESTS_PER_MINUTE: "100000" },
});
const client = createDocatClient(platform.url, platform.apiKey);
process.stdout.write("file\tstatus\tpages\tcharacters\tseconds\twarnings\n");
let failures = 0;
for (const name of globSync("*.pdf", { cwd: folder }).sort()) {
  const row = await convert(client, join(folder, name));
  if (row.status !== "succeeded" || row.characters === 0) failures += 1;
  const { file, status, pages, characters, seconds, warnings } = row;
  process.stdout.write(`${[file, status, pages, characters, seconds, warnings].join("\t")}\n`);
}
await platform.close();
process.stdout.write(`${failures} without text\n`);
process.exitCode = failures === 0 ? 0 : 1;
