/** One document's whole way over HTTP: upload, progress on stderr, the Markdown back. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createDocatClient } from "./docat-client.ts";

const TIMEOUT_MS = 300_000;

/** Throws when the job does not succeed. */
export async function runDemoJob(url: string, apiKey: string, file: string): Promise<string> {
  const client = createDocatClient(url, apiKey);
  const created = await client.createJob(basename(file), new Uint8Array(readFileSync(file)));
  console.error(`${created.id} ${created.status}`);
  const job = await client.waitForJob(created.id, TIMEOUT_MS, ({ status, progress }) => {
    console.error(`${created.id} ${status}, ${progress.pages_done} of ${progress.pages_total ?? "?"} pages`);
  });
  if (job.error !== null) throw new Error(`The job failed: ${job.error.code}. ${job.error.title}`);
  return client.getResult(job.id, "markdown");
}
