/** The server on a machine of one's own, as a process: what was accepted is finished, whatever ends the server meanwhile. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { hasRedisServer } from "../../dev/redis/spawned-server.ts";
import { type OwnRedis, ownSettings, startOwnRedis, startOwnServer } from "../support/own-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAGES = 60;
const JOBS = 4;
const WAIT_MS = 50_000;
/** A page at a time, so that there is a middle; a killed attempt's work is free again after a second. */
const SLOW = { RANGE_PAGES: "1", ACCOUNT_PARALLELISM: "2", JOB_LEASE_SECONDS: "2", JOB_STALL_SECONDS: "4" };

let redis: OwnRedis;
beforeEach(async () => {
  expect(hasRedisServer()).toBe(true);
  redis = await startOwnRedis();
});
afterEach(() => redis.close());

type Server = Awaited<ReturnType<typeof startOwnServer>>;

/** A server that ends with the test, if nothing ends it before. */
async function start(settings: Readonly<Record<string, string>>): Promise<Server> {
  const server = await startOwnServer(settings);
  onTestFinished(async () => void (await server.end("SIGKILL")));
  return server;
}

async function beginJobs({ client }: Server): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < JOBS; at += 1) {
    // Documents that are not the same: else one reading would serve them all.
    ids.push((await client.createJob(`${at}.pdf`, pdfOfPages(PAGES + at))).id);
  }
  return ids;
}

/** Resolves in the middle: a part of the pages has been read, and none of the jobs has ended. */
async function untilTheMiddle({ client }: Server, ids: readonly string[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const jobs = await Promise.all(ids.map((id) => client.getJob(id)));
      expect(jobs.reduce((sum, job) => sum + job.progress.pages_done, 0)).toBeGreaterThan(5);
    },
    { timeout: WAIT_MS, interval: 20 },
  );
}

async function unfinished({ client }: Server, ids: readonly string[]): Promise<number> {
  const jobs = await Promise.all(ids.map((id) => client.getJob(id)));
  return jobs.filter((job) => job.finished_at === null).length;
}

async function expectAllRead({ client }: Server, ids: readonly string[]): Promise<void> {
  for (const [at, id] of ids.entries()) {
    const job = await client.waitForJob(id, WAIT_MS);
    expect(job).toMatchObject({ status: "succeeded", progress: { pages_done: PAGES + at } });
    const { receipt } = JSON.parse(await client.getResult(id, "json"));
    expect(receipt).toMatchObject({ pages_extracted: PAGES + at, pages_failed: [] });
  }
}

it("reads a PDF, is well, and shows the broker's paths to nobody", async () => {
  const settings = await ownSettings(redis);
  const server = await start(settings);
  const created = await server.client.createJob(
    "sample.pdf",
    new Uint8Array(readFileSync(join(ROOT, "examples/sample.pdf"))),
  );
  await server.client.waitForJob(created.id, WAIT_MS);
  expect(await server.client.getResult(created.id, "markdown")).toContain("Reading a Tide Table");
  expect((await fetch(`${server.url}/api/stages/plan`, { method: "POST" })).status).toBe(404);
  const check = spawnSync(process.execPath, ["server/check-health.ts"], { cwd: ROOT, env: { PORT: settings.PORT } });
  expect(check.status).toBe(0);
  expect(await server.end("SIGTERM")).toBe(0);
  const after = spawnSync(process.execPath, ["server/check-health.ts"], { cwd: ROOT, env: { PORT: settings.PORT } });
  expect(after.status).toBe(1);
});

it("stops when it is told to, exits with 0, and finishes its jobs after the next start", async () => {
  const settings = { ...(await ownSettings(redis)), ...SLOW };
  const first = await start(settings);
  const ids = await beginJobs(first);
  await untilTheMiddle(first, ids);
  expect(await first.end("SIGTERM")).toBe(0);
  const second = await start(settings);
  expect(await unfinished(second, ids)).toBeGreaterThan(0);
  await expectAllRead(second, ids);
  expect(await second.end("SIGTERM")).toBe(0);
});

it("finishes its jobs after the next start when it was killed among them", async () => {
  const settings = { ...(await ownSettings(redis)), ...SLOW };
  const first = await start(settings);
  const ids = await beginJobs(first);
  await untilTheMiddle(first, ids);
  expect(await first.end("SIGKILL")).toBeNull();
  const second = await start(settings);
  expect(await unfinished(second, ids)).toBeGreaterThan(0);
  await expectAllRead(second, ids);
  expect(await second.end("SIGTERM")).toBe(0);
});

it("says in one sentence what is missing, and ends with 1", () => {
  const run = spawnSync(process.execPath, ["server/main.ts"], { cwd: ROOT, env: {}, encoding: "utf8" });
  expect(run.status).toBe(1);
  expect(run.stderr).toBe(
    "Set REDIS_URL, INSTANCE_SECRET, DATA_KEY, ADMIN_API_KEY: docs/self-hosting.md tells how each is made.\n",
  );
});
