/** The Redis client sends a command again when an answer was lost. Here every one is sent twice, and only the second answer is heard. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { acceptJob, acceptOnce, newJobId, type Once } from "../../lib/pipeline/accept.ts";
import { cancelJob, deleteJob } from "../../lib/pipeline/end-job.ts";
import { sweep } from "../../lib/pipeline/sweep.ts";
import { changeGlossary, importTerms, makeGlossary, removeGlossary } from "../../lib/translate/manage-glossaries.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisGlossaryStore } from "../../lib/upstash/redis-glossary-store.ts";
import { deliverAll } from "../support/deliver-all.ts";
import { ENGINES } from "../support/engines.ts";
import { kindsOf, storedKeys } from "../support/stored-keys.ts";
import { createTestPipeline, recordOf, type TestPipeline, textsOfResult } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const bytes = new TextEncoder().encode("%PDF-abc");
const submission = { tenant: "t", name: "a.pdf", bytes, options: {} };

describe.each(ENGINES)("With every command sent twice, on the $name", ({ preferServer }) => {
  let store: TestStore;
  let deps: TestPipeline;
  let resent = 0;
  beforeEach(async () => {
    store = await openTestStore({ preferServer });
    deps = { ...createTestPipeline(store, { pages: 4, rangePages: 2 }), admission: store.admission };
    resent = 0;
    const once = globalThis.fetch;
    vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
      await (await once(input, init)).arrayBuffer();
      resent += 1;
      return once(input, init);
    });
  });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await store.close();
  });

  const accept = async () => (await acceptJob(deps, submission, newJobId())).record.id;
  const stateOf = async (id: string) => (await recordOf(deps, id)).state;

  it("uploads at the same moment are read once, and later ones not at all", async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, accept));
    await deliverAll(deps);
    ids.push(await accept());
    for (const id of ids) {
      expect(await stateOf(id)).toBe("succeeded");
      expect(await textsOfResult(deps, id)).toHaveLength(4);
    }
    expect(deps.opened.pages.sort()).toEqual([1, 2, 3, 4]);
    for (const id of ids) await deleteJob(deps, id, "t");
    const left = (await storedKeys(store.redis)).filter((key) => !key.endsWith(":deleted"));
    // What stays is the account's: that it had jobs, when, and what they took.
    expect(kindsOf(left)).toEqual(["account"]);
  });

  it("a request by its key is one job and one answer", async () => {
    const once: Once = { operation: "POST /v1/jobs", key: "k", answerOf: (job) => job.record.id };
    const first = await acceptOnce(deps, submission, once);
    expect(first.replayed).toBe(false);
    expect(await acceptOnce(deps, submission, once)).toEqual({ answer: first.answer, replayed: true });
    expect(deps.published).toHaveLength(1);
    expect(resent).toBeGreaterThan(0);
  });

  it("a result that is expected is taken once, and the request by its key is told that it made the job", async () => {
    const first = await accept();
    await deliverAll(deps);
    expect(await stateOf(first)).toBe("succeeded");
    const once: Once = { operation: "POST /v1/jobs", key: "k", answerOf: (job) => job.record.id };
    const taken = await acceptOnce(deps, submission, once);
    expect(taken.replayed).toBe(false);
    expect(await recordOf(deps, taken.answer)).toMatchObject({ state: "succeeded", result_of: first, cached: true });
    expect(await acceptOnce(deps, submission, once)).toEqual({ answer: taken.answer, replayed: true });
    const jobs = (await storedKeys(store.redis)).filter((key) => key.endsWith(":job"));
    expect(jobs).toHaveLength(2);
  });

  it("a glossary has one version for each change, and what a job was made with stays when it is removed", async () => {
    const { vault, redis } = store;
    const glossaries = createRedisGlossaryStore(redis, { vault, ttl: timesToLive(DEFAULT_RETENTION) });
    const asked = { name: "a", description: "", source_language: "en", target_language: "de", terms: [] };
    const { id, version } = await makeGlossary(glossaries, "t", asked);
    expect(version).toBe(1);
    const terms = [{ source: "b", target: "c" }];
    expect(await importTerms(glossaries, "t", id, terms, "merge")).toMatchObject({ version: 2, terms });
    expect(await glossaries.use("t", id)).toMatchObject({ version: 2 });
    expect(await changeGlossary(glossaries, "t", id, { terms: [] })).toMatchObject({ version: 3, terms: [] });
    await removeGlossary(glossaries, "t", id);
    expect(await glossaries.termsOf("t", id, 2)).toEqual(terms);
    expect(await glossaries.list("t")).toEqual([]);
    expect(resent).toBeGreaterThan(0);
  });

  it("a request that failed gives its key back, and a second one is a job", async () => {
    const once: Once = { operation: "POST /v1/jobs", key: "k", answerOf: (job) => job.record.id };
    const queue = { ...deps.queue, publish: () => Promise.reject(new Error("down")) };
    await expect(acceptOnce({ ...deps, queue }, submission, once)).rejects.toThrow("down");
    const { answer } = await acceptOnce(deps, submission, once);
    await deliverAll(deps);
    expect(await stateOf(answer)).toBe("succeeded");
  });

  it("one after the other is cancelled, and the last one still ends with a result", async () => {
    const ids = [await accept(), await accept(), await accept(), await accept()];
    for (let left = ids.length; left > 1; left--) {
      const states = await Promise.all(ids.map((id) => recordOf(deps, id)));
      const leader = states.find(({ state, leader: followed }) => state === "queued" && followed === undefined);
      await cancelJob(deps, leader?.id ?? "", "t");
    }
    await store.elapse(deps.timing.stallMs);
    await sweep(deps);
    await deliverAll(deps);
    const states = await Promise.all(ids.map(stateOf));
    expect(states.sort()).toEqual(["cancelled", "cancelled", "cancelled", "succeeded"]);
  });
});
