/** The process that serves all functions is killed in the middle of a job, without a warning, and another one takes its place. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { createDocatClient } from "../../dev/platform/docat-client.ts";
import { type Backends, startBackends } from "../../dev/platform/start-backends.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";

const PAGES = 1_200;
const RANGE_PAGES = 40;
const API_KEY = `dk_${"k".repeat(40)}`;
const TIMEOUT_MS = 180_000;

let backends: Backends;
let running: ChildProcess | undefined;
beforeAll(async () => {
  backends = await startBackends();
});
afterAll(async () => {
  running?.kill("SIGKILL");
  await backends.close();
});

/** Resolves once it listens. */
async function startProcess(port: number): Promise<ChildProcess> {
  const env = {
    PATH: process.env.PATH,
    ...backends.variables,
    PORT: String(port),
    PUBLIC_BASE_URL: `http://127.0.0.1:${port}`,
    ADMIN_API_KEY: API_KEY,
    RANGE_PAGES: String(RANGE_PAGES),
    REQUESTS_PER_MINUTE: "100000",
    SWEEP_CRON: "off",
    JOB_LEASE_SECONDS: "3",
    JOB_STALL_SECONDS: "3",
  };
  const child = spawn(process.execPath, [`${import.meta.dirname}/../support/serve-functions.ts`], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  for await (const chunk of child.stdout) {
    if (String(chunk).includes("ready")) break;
  }
  child.stdout.resume();
  return child;
}

it(
  "ends its jobs all the same, with every page",
  async () => {
    const port = await freePort();
    const first = await startProcess(port);
    const client = createDocatClient(`http://127.0.0.1:${port}`, API_KEY);
    const { id } = await client.createJob("long.pdf", pdfOfPages(PAGES));
    let done = 0;
    while (done === 0) done = (await client.getJob(id)).progress.pages_done;
    expect(done).toBeLessThan(PAGES);
    first.kill("SIGKILL");
    await once(first, "exit");
    await startProcess(port);
    const job = await client.waitForJob(id, TIMEOUT_MS);
    expect(job).toMatchObject({ status: "succeeded", progress: { pages_done: PAGES, pages_total: PAGES } });
    const { pages, receipt } = JSON.parse(await client.getResult(id, "json"));
    expect(receipt).toMatchObject({ pages_extracted: PAGES, pages_failed: [] });
    const numbers = pages.map(({ text }: { readonly text: string }) => /^Page (\d+) of 1200\./.exec(text)?.[1]);
    expect(numbers).toEqual(Array.from({ length: PAGES }, (_, index) => String(index + 1)));
  },
  TIMEOUT_MS + 60_000,
);
