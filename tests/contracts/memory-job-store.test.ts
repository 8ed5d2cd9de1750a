/** The job store in memory, which unit tests stand on, takes the same steps as the scripts: both walk side by side. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Backends, startBackends } from "../../dev/platform/start-backends.ts";
import { toProblem } from "../../lib/contracts/problem.ts";
import type { ResultManifest } from "../../lib/contracts/result-manifest.ts";
import { messageName, type StageMessage } from "../../lib/contracts/stage-message.ts";
import type { DocumentStore } from "../../lib/documents/document-store.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { Plan } from "../../lib/jobs/job-record.ts";
import type { JobStore, StepOutcome } from "../../lib/jobs/job-store.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisClient } from "../../lib/upstash/redis-client.ts";
import { createRedisDocumentStore } from "../../lib/upstash/redis-document-store.ts";
import { createRedisJobStore } from "../../lib/upstash/redis-job-store.ts";
import { createMemoryJobStore } from "../support/memory-ports.ts";

const WALKS = 40;
const STEPS_A_WALK = 14;
const RANGES = 2;

const part = { attempt: "0".repeat(16), pieces: 1, pages: 2 };
const metadata = { title: null, author: null, language: null, pdf_version: null };
const counted = { pages_total: 4, pages_selected: 4 };
const plan: Plan = { ...counted, range_pages: 2, ranges: RANGES, engine: "e", metadata, warnings: [] };
const receipt = {
  ...counted,
  engine: "e",
  pages_extracted: 4,
  pages_empty: [],
  pages_failed: [],
  pages_truncated: [],
  pages_undecodable: [],
  pages_ocr: [],
  characters: 0,
  characters_undecodable: 0,
  characters_outside_pages: 0,
  fonts_undecodable: [],
};
const source = { name: null, sha256: "0".repeat(64), size_bytes: 4 };
const manifest: ResultManifest = {
  v: 1,
  frame: { document: { ...source, ...metadata, pages_total: 4 }, receipt, warnings: [] },
  style: { body_size: 10, heading_sizes: [] },
  parts: [part, part],
};

type Step = (store: JobStore) => Promise<unknown>;

/** Every step that a job can be asked to take, with the epoch that it has and one that it has not. */
function stepsOf(id: string): readonly Step[] {
  const message = { v: 1, job_id: id, epoch: 0 } as const;
  const extract = (range: number): StageMessage => ({ ...message, kind: "extract", range });
  const extracts = [extract(0), extract(1)];
  const problem = toProblem(new DocatError("pdf_corrupt"));
  const ref = { id, epoch: 0 };
  return [
    (store) => store.plan(ref, plan, extracts),
    (store) => store.plan(ref, { ...plan, ranges: 4, range_pages: 1 }, []),
    (store) => store.completeRange(ref, 0, { part, pages: [] }),
    (store) => store.completeRange(ref, 1, { part, pages: [] }),
    (store) => store.settle(id, extracts.slice(0, 1)),
    (store) => store.settle(id, [{ ...message, kind: "plan" }]),
    (store) => store.succeed(ref, manifest),
    (store) => store.completeRange({ id, epoch: 1 }, 0, { part, pages: [] }),
    (store) => store.succeed({ id, epoch: 1 }, manifest),
    (store) => store.fail(ref, problem),
  ];
}

/** Small and repeatable (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Outcome and record without their times and without the order in which messages are owed. */
async function seen(store: JobStore, id: string, outcome: unknown) {
  const step = outcome as StepOutcome | undefined;
  const owed = step?.kind === "done" ? step.owed.map(messageName).sort() : [];
  const found = await store.read(id);
  const { created_at, started_at, finished_at, ...record } = found?.record ?? {};
  const done = [...(found?.rangesDone ?? [])].sort(([a], [b]) => a - b);
  return { kind: step?.kind, owed, record, done, started: started_at !== null, finished: finished_at !== null };
}

describe("Two job stores", () => {
  let backends: Backends;
  let stored: JobStore;
  let documents: DocumentStore;
  beforeAll(async () => {
    backends = await startBackends({ preferServer: false });
    const { KV_REST_API_URL: url = "", KV_REST_API_TOKEN: token = "" } = backends.variables;
    const redis = createRedisClient({ url, token });
    stored = createRedisJobStore(redis, timesToLive(DEFAULT_RETENTION));
    documents = createRedisDocumentStore(redis, timesToLive(DEFAULT_RETENTION));
  });
  afterAll(() => backends.close());

  it("answer the same to any order of steps", async () => {
    const ends = new Set<unknown>();
    for (let seed = 1; seed <= WALKS; seed++) {
      const id = newJobId();
      const random = createRandom(seed);
      const memory = createMemoryJobStore();
      const job = { id, tenant: "t", options: {}, source, owed: { v: 1, kind: "plan", job_id: id, epoch: 0 } } as const;
      await documents.put(id, new Uint8Array(4));
      await Promise.all([stored.create(job), memory.create(job)]);
      const steps = stepsOf(id);
      for (let n = 0; n < STEPS_A_WALK; n++) {
        // Every other walk may fail; the rest have the time to succeed.
        const index = Math.floor(random() * (steps.length - (seed % 2)));
        const outcomes = await Promise.all([stored, memory].map(async (store) => steps[index]?.(store)));
        const [real, double] = [await seen(stored, id, outcomes[0]), await seen(memory, id, outcomes[1])];
        expect(double, `seed ${seed}, step ${n} is ${index}`).toEqual(real);
        ends.add((real.record as { readonly state?: string }).state);
      }
    }
    expect([...ends].sort()).toEqual(["assembling", "failed", "queued", "running", "succeeded"]);
  });
});
