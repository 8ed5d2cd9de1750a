/** Redis forgets one key of a job, at each point of its way: the job still ends, with all of its pages or with a code. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../lib/errors/error-table.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { sweep } from "../../../lib/pipeline/sweep.ts";
import { tendJob } from "../../../lib/pipeline/tend.ts";
import { DUE_KEY } from "../../../lib/upstash/keys.ts";
import { deliverToMortals } from "../../support/mortal-functions.ts";
import {
  acceptDocument,
  createTestPipeline,
  deliver,
  extractOf,
  owedBy,
  planOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const KEYS = ["outbox", "work", "document", "done", "parts", "summaries", "manifest", "due"] as const;
type Key = (typeof KEYS)[number];
const PAGES = 6;

let store: TestStore;
let deps: TestPipeline;
let id: string;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.redis.flushdb();
  id = newJobId();
  deps = createTestPipeline(store, { pages: PAGES, rangePages: 2 });
  await acceptDocument(deps, id);
  deps.published.push([planOf(id)]);
});

/** Brings the job there by deliveries; what is published on the way stays with the broker. */
const POINTS = {
  queued: async () => {},
  "being planned": async () => {
    await deps.jobs.claim({ id, epoch: 0 }, "plan", { token: "dies", messageId: "msg_1", retried: 0 });
  },
  planned: async () => {
    await deliver(deps, planOf(id));
  },
  "half read": async () => {
    await POINTS.planned();
    for (const first of [0, 2]) await deliver(deps, extractOf(id, first, 2));
  },
  "read with a range in work": async () => {
    await POINTS["half read"]();
    await deps.jobs.claim({ id, epoch: 0 }, { first: 4, count: 2 }, { token: "dies", messageId: "m", retried: 0 });
  },
  assembling: async () => {
    await POINTS["half read"]();
    await deliver(deps, extractOf(id, 4, 2));
  },
};
type Point = keyof typeof POINTS;

/** Points at which a key holds what nothing can replace. */
const FATAL: Readonly<Partial<Record<Key, readonly Point[]>>> = {
  document: ["queued", "being planned", "planned", "half read", "read with a range in work"],
  parts: ["half read", "read with a range in work", "assembling"],
  summaries: ["half read", "read with a range in work", "assembling"],
};

async function lose(key: Key): Promise<void> {
  await store.redis.del(key === "due" ? DUE_KEY : `docat:${id}:${key}`);
}

/** Time passes: the sweep comes, or the owner asks for the job, and what that publishes is delivered; until the job ends. */
async function livesOn(look: () => Promise<unknown>): Promise<string> {
  for (let round = 0; round < 8; round++) {
    await deliverToMortals(deps, []);
    const { state, finished_at } = await recordOf(deps, id);
    if (finished_at !== null) return state;
    deps.published.length = 0;
    await store.elapse(store.timing.stallMs * 2 ** round);
    await look();
  }
  return "hanging";
}

async function expectGoodEnd(key: Key, point: Point, state: string): Promise<void> {
  const { error } = await recordOf(deps, id);
  expect(await owedBy(deps, id)).toEqual([]);
  if (FATAL[key]?.includes(point)) {
    expect([state, error?.code]).toEqual(["failed", "document_lost" satisfies ErrorCode]);
    return;
  }
  expect([state, error]).toEqual(["succeeded", null]);
  const texts = Array.from({ length: PAGES }, (_, index) => `Page ${index + 1}`);
  expect(await textsOfResult(deps, id)).toEqual(texts);
}

const CASES = (Object.keys(POINTS) as Point[]).flatMap((point) => KEYS.map((key) => [point, key] as const));

describe("A job that has lost a key", () => {
  it.each(CASES)("while it is %s, its %s, ends with what the broker delivers and the sweep", async (point, key) => {
    await POINTS[point]();
    await lose(key);
    // Without the list of what is due the sweep finds no job before a step writes it down again; its owner does.
    const state = await livesOn(key === "due" ? () => tendJob(deps, id) : () => sweep(deps));
    await expectGoodEnd(key, point, state);
  });

  it.each(CASES)("while it is %s, its %s, ends although the broker has lost all messages too", async (point, key) => {
    await POINTS[point]();
    deps.published.length = 0;
    await lose(key);
    const state = await livesOn(() => tendJob(deps, id));
    await expectGoodEnd(key, point, state);
  });

  it.each(Object.keys(POINTS) as Point[])(
    "while it is %s, its record, is gone, and leaves nobody at work",
    async (point) => {
      await POINTS[point]();
      await store.redis.del(`docat:${id}:job`);
      await deliverToMortals(deps, []);
      await store.elapse(store.timing.stallMs);
      await sweep(deps);
      expect((await deps.jobs.listDue(10)).jobs).toEqual([]);
      expect(await deps.jobs.read(id)).toBeNull();
      for (const key of await store.redis.keys("*")) expect(await store.redis.ttl(key), key).toBeGreaterThan(0);
    },
  );
});
