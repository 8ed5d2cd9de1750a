/** Whose thread is whose: a document that waits for its turn is read by the thread of the one before it. */
import { afterEach, expect, it } from "vitest";
import { DEFAULT_SANDBOX_LIMITS } from "../../../../lib/limits/sandbox.ts";
import { DEFAULT_SOURCE_LIMITS } from "../../../../lib/limits/source-reads.ts";
import { findPdfjsAssets } from "../../../../lib/pdf/pdfjs/pdfjs-assets.ts";
import { SandboxThread } from "../../../../lib/pdf/sandbox/sandbox-thread.ts";
import { ThreadPool } from "../../../../lib/pdf/sandbox/thread-pool.ts";

const started: SandboxThread[] = [];

function openPool(workers: number, restBytes = DEFAULT_SANDBOX_LIMITS.restBytes): ThreadPool {
  const limits = { ...DEFAULT_SANDBOX_LIMITS, workers, restBytes, source: DEFAULT_SOURCE_LIMITS };
  return new ThreadPool(limits, () => {
    const thread = new SandboxThread(findPdfjsAssets(), limits);
    started.push(thread);
    return thread;
  });
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((thread) => thread.end()));
});

it("hands the thread on with the seat: no second one is started while the first is being taken back", async () => {
  const pool = openPool(1);
  const seat = await pool.sit();
  const thread = await pool.threadFor(seat);
  const next = pool.sit().then((waiting) => pool.threadFor(waiting));
  await pool.stand(seat);
  expect(await next).toBe(thread);
  expect(started).toHaveLength(1);
});

it("gives the seat to whoever waits also when its thread is not kept", async () => {
  const pool = openPool(1, 0);
  const seat = await pool.sit();
  const thread = await pool.threadFor(seat);
  const next = pool.sit().then((waiting) => pool.threadFor(waiting));
  await pool.stand(seat);
  expect((await next).alive).toBe(true);
  expect(await next).not.toBe(thread);
  expect(thread.alive).toBe(false);
});

it("gives a seat without a thread on at once", async () => {
  const pool = openPool(1);
  const seat = await pool.sit();
  const next = pool.sit();
  await pool.stand(seat);
  expect((await next).thread).toBeUndefined();
});
