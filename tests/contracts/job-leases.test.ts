/** Leases and attempts: who may work on what, when another takes over, and what becomes of work whose attempts crash. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import { type PageRange, rangeName } from "../../lib/contracts/page-range.ts";
import type { WorkItem } from "../../lib/jobs/claim.ts";
import { MAX_ATTEMPTS, MAX_CRASHES } from "../../lib/limits/job-timing.ts";
import { cutIntoRanges } from "../../lib/pipeline/page-ranges.ts";
import { ENGINES } from "../support/engines.ts";
import { accepted, HEAD, holderOf, page, plan, problem, TAIL } from "../support/job-fixtures.ts";
import { assemblingJob, inOrder, PLANNER, queuedJob, runningJob, twice } from "../support/job-steps.ts";
import { bringHome, sealedPart } from "../support/sealed-parts.ts";
import { storedHash } from "../support/stored-hash.ts";
import { extractOf } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

describe.each(ENGINES)("Leases on the $name", ({ preferServer }) => {
  let store: TestStore;
  let holders = 0;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());

  const expire = () => store.elapse(store.timing.leaseMs);
  const half = () => store.elapse(store.timing.leaseMs / 2);
  const work = (ref: JobRef) => storedHash(store.redis, `docat:${ref.id}:work`);
  const attemptsAt = async (ref: JobRef, item: "plan" | PageRange) =>
    Number.parseInt((await work(ref))[item === "plan" ? item : rangeName(item)] ?? "0", 10);
  const kindOf = async (ref: JobRef, item: WorkItem, holder = holderOf("other", "msg_other")) =>
    (await store.jobs.claim(ref, item, holder)).kind;

  /** A running job of so many pages in ranges of at most `size`. */
  async function jobOf(pages: number, size: number): Promise<JobRef> {
    const ref = await queuedJob(store);
    const ranges = cutIntoRanges(pages, size);
    await store.jobs.plan(ref, { ...plan, pages_selected: pages, ranges: ranges.length }, ranges, PLANNER);
    return ref;
  }

  /** A new attempt by a new message; when it gets the work, it dies and its lease expires. */
  async function crash(ref: JobRef, item: WorkItem): Promise<string> {
    holders += 1;
    const kind = await kindOf(ref, item, holderOf(`dies-${holders}`, `msg_${holders}`));
    await expire();
    return kind;
  }

  it("go to one attempt, which is counted before it starts, and however often the claim is sent", async () => {
    for (const [ref, item] of [
      [await queuedJob(store), "plan"],
      [await runningJob(store), HEAD],
    ] as const) {
      const claim = await twice(store, ref.id, () => store.jobs.claim(ref, item, holderOf("mine")));
      expect(claim).toMatchObject({ kind: "claimed", record: { id: ref.id } });
      expect(await attemptsAt(ref, item)).toBe(1);
      expect(await kindOf(ref, item)).toBe("busy");
      await half();
      expect(await kindOf(ref, item)).toBe("busy");
      expect(await attemptsAt(ref, item)).toBe(1);
    }
  });

  it("of one range say nothing of another", async () => {
    const ref = await runningJob(store);
    expect(await kindOf(ref, HEAD, holderOf("a"))).toBe("claimed");
    expect(await kindOf(ref, TAIL, holderOf("b"))).toBe("claimed");
  });

  it("are taken over when they have expired, and the attempt that lost them stays counted", async () => {
    const ref = await runningJob(store);
    await store.jobs.claim(ref, HEAD, holderOf("dead"));
    await expire();
    await twice(store, ref.id, () => store.jobs.claim(ref, HEAD, holderOf("other", "msg_other")));
    expect(await attemptsAt(ref, HEAD)).toBe(2);
    expect(await store.jobs.renew(ref, HEAD, holderOf("dead"))).toBe(false);
    expect(await store.jobs.renew(ref, HEAD, holderOf("other"))).toBe(true);
  });

  it("are taken over at once when the broker delivers the same message again, and by nothing else", async () => {
    const ref = await runningJob(store);
    await store.jobs.claim(ref, HEAD, holderOf("first", "msg_a", 1));
    expect(await kindOf(ref, HEAD, holderOf("twin", "msg_a", 1))).toBe("busy");
    expect(await kindOf(ref, HEAD, holderOf("late", "msg_a", 0))).toBe("busy");
    expect(await kindOf(ref, HEAD, holderOf("resent", "msg_b", 2))).toBe("busy");
    expect(await kindOf(ref, HEAD, holderOf("next", "msg_a", 2))).toBe("claimed");
    expect(await attemptsAt(ref, HEAD)).toBe(2);
  });

  it("last as long as they are renewed, by their holder alone", async () => {
    const ref = await runningJob(store);
    const mine = holderOf("mine");
    await store.jobs.claim(ref, HEAD, mine);
    for (let n = 0; n < 6; n++) {
      await half();
      expect(await twice(store, ref.id, () => store.jobs.renew(ref, HEAD, mine))).toBe(true);
      expect(await twice(store, ref.id, () => store.jobs.renew(ref, HEAD, holderOf("other")))).toBe(false);
      expect(await store.jobs.renew(ref, TAIL, mine)).toBe(false);
      expect(await kindOf(ref, HEAD)).toBe("busy");
    }
    expect(await attemptsAt(ref, HEAD)).toBe(1);
  });

  it("cannot be renewed once the range is home, the job has ended or has another epoch", async () => {
    const mine = holderOf("mine");
    const home = await runningJob(store);
    await store.jobs.claim(home, HEAD, mine);
    expect(await store.jobs.renew({ ...home, epoch: 1 }, HEAD, mine)).toBe(false);
    await store.jobs.completeRange(home, accepted(HEAD));
    expect(await store.jobs.renew(home, HEAD, mine)).toBe(false);
    const failed = await runningJob(store);
    await store.jobs.claim(failed, HEAD, mine);
    await store.jobs.fail(failed, problem);
    const before = await store.dump(failed.id);
    expect(await store.jobs.renew(failed, HEAD, mine)).toBe(false);
    expect(await store.dump(failed.id)).toEqual(before);
  });

  it("handed back do not count, however often, and only their holder can do it", async () => {
    const ref = await runningJob(store);
    for (let n = 0; n < 2 * MAX_ATTEMPTS; n++) {
      expect(await kindOf(ref, HEAD, holderOf("mine"))).toBe("claimed");
      await twice(store, ref.id, () => store.jobs.release(ref, HEAD, holderOf("other")));
      expect(await kindOf(ref, HEAD)).toBe("busy");
      await twice(store, ref.id, () => store.jobs.release(ref, HEAD, holderOf("mine")));
      expect(await attemptsAt(ref, HEAD)).toBe(0);
    }
  });

  it("handed back after a crash leave the crash counted", async () => {
    const ref = await runningJob(store);
    expect(await crash(ref, HEAD)).toBe("claimed");
    await store.jobs.claim(ref, HEAD, holderOf("mine"));
    await store.jobs.release(ref, HEAD, holderOf("mine"));
    expect(await attemptsAt(ref, HEAD)).toBe(1);
  });

  it("of work that is done are none: it is home", async () => {
    const ref = await runningJob(store);
    expect(await kindOf(ref, "plan")).toBe("home");
    await store.jobs.completeRange(ref, accepted(HEAD));
    const claim = await twice(store, ref.id, () => store.jobs.claim(ref, HEAD, holderOf("other")));
    expect(claim).toMatchObject({ kind: "home", owed: [extractOf(ref.id, TAIL.first, TAIL.count)] });
    expect(await kindOf(await assemblingJob(store), HEAD)).toBe("home");
  });

  it("on the document are given three times", async () => {
    const ref = await queuedJob(store);
    const kinds = [];
    for (let n = 0; n < 5; n++) kinds.push(await crash(ref, "plan"));
    expect(kinds).toEqual(["claimed", "claimed", "claimed", "exhausted", "exhausted"]);
    await twice(store, ref.id, () => store.jobs.claim(ref, "plan", holderOf("late")));
  });

  it("on the only range are the planner's at once, its attempt counted, and nobody else's", async () => {
    const ref = await queuedJob(store);
    const one = { ...plan, ranges: 1 };
    const whole = { first: 0, count: 6 };
    const planned = await twice(store, ref.id, () => store.jobs.plan(ref, one, [whole], PLANNER));
    expect(planned).toMatchObject({ kind: "done", holds: true });
    expect(await attemptsAt(ref, whole)).toBe(1);
    expect(await store.jobs.renew(ref, whole, PLANNER)).toBe(true);
    expect(await kindOf(ref, whole)).toBe("busy");
    expect(await store.jobs.plan(ref, one, [whole], holderOf("other"))).toMatchObject({ kind: "done", holds: false });
    expect(await store.jobs.plan(await queuedJob(store), plan, [HEAD, TAIL], PLANNER)).toMatchObject({ holds: false });
  });

  it("lost twice on a range halve it; each half is owed, and one more loss halves it again", async () => {
    const ref = await jobOf(5, 5);
    await expire();
    expect(await crash(ref, { first: 0, count: 5 })).toBe("claimed");
    const split = await twice(store, ref.id, () => store.jobs.claim(ref, { first: 0, count: 5 }, holderOf("third")));
    const halves = [extractOf(ref.id, 0, 3), extractOf(ref.id, 3, 2)];
    expect(split.kind).toBe("split");
    expect("owed" in split && inOrder(split.owed)).toEqual(halves);
    expect(await work(ref)).toEqual({ "0-5": "split", "0-3": "1 - 0 - 0", "3-2": "1 - 0 - 0" });
    expect(await crash(ref, { first: 0, count: 3 })).toBe("claimed");
    expect(await crash(ref, { first: 0, count: 3 })).toBe("split");
    expect(await crash(ref, { first: 0, count: 5 })).toBe("split");
    expect(Object.keys(await work(ref)).sort()).toEqual(["0-2", "0-3", "0-5", "2-1", "3-2"]);
    expect(inOrder((await store.jobs.read(ref.id))?.owed ?? []).map(({ kind }) => kind)).toEqual(
      Array(3).fill("extract"),
    );
  });

  it("on a page alone are given until it had three attempts, those before it was alone counted as one", async () => {
    const first = { first: 0, count: 1 };
    const alone = await jobOf(2, 1);
    const kinds = [];
    for (let n = 0; n < 4; n++) kinds.push(await crash(alone, first));
    expect(kinds).toEqual(["claimed", "claimed", "claimed", "exhausted"]);
    const pair = await jobOf(4, 2);
    const ends = [];
    for (let n = 0; n < 3; n++) ends.push(await crash(pair, { first: 0, count: 2 }));
    for (let n = 0; n < 3; n++) ends.push(await crash(pair, first));
    expect(ends).toEqual(["claimed", "claimed", "split", "claimed", "claimed", "exhausted"]);
    await twice(store, pair.id, () => store.jobs.claim(pair, first, holderOf("late")));
  });

  it("on a range that was halved meanwhile bring nothing home, and leave no pieces", async () => {
    const ref = await jobOf(4, 4);
    const whole = { first: 0, count: 4 };
    await expire();
    await crash(ref, whole);
    const sealed = await sealedPart(store, ref, whole, [page]);
    expect(await crash(ref, whole)).toBe("split");
    expect(await twice(store, ref.id, () => bringHome(store, ref, sealed))).toEqual({
      kind: "stale",
    });
    expect(await store.redis.hkeys(`docat:${ref.id}:parts`)).toEqual([]);
    for (const range of cutIntoRanges(4, 2)) await store.jobs.completeRange(ref, accepted(range));
    expect(await store.jobs.read(ref.id)).toMatchObject({
      record: { state: "assembling" },
      owed: [{ kind: "assemble" }],
    });
  });

  it("lost by all ranges at once, as in an outage, cost none of them", async () => {
    const ref = await jobOf(2 * MAX_CRASHES + 2, 2);
    const ranges = cutIntoRanges(2 * MAX_CRASHES + 2, 2);
    for (const range of ranges) await store.jobs.claim(ref, range, holderOf(`dies-${range.first}`));
    await expire();
    const kinds = await Promise.all(
      ranges.map((range) => kindOf(ref, range, holderOf(`next-${range.first}`, "msg_2"))),
    );
    expect(new Set(kinds)).toEqual(new Set(["claimed"]));
  });

  it("are given no more once a job has crashed too often; what is home stays home", async () => {
    const ref = await jobOf(64, 32);
    const [good, bad] = cutIntoRanges(64, 32) as [PageRange, PageRange];
    await store.jobs.completeRange(ref, accepted(good));
    let attempts = 0;
    const open = [bad];
    const given: PageRange[] = [];
    for (let range = open.shift(); range !== undefined; range = open.shift()) {
      const kind = await crash(ref, range);
      if (kind === "claimed") attempts += 1;
      if (kind === "claimed") open.push(range);
      if (kind === "exhausted") given.push(range);
      const cut = Math.ceil(range.count / 2);
      if (kind === "split") open.push({ ...range, count: cut }, { first: range.first + cut, count: range.count - cut });
    }
    expect(attempts).toBeLessThanOrEqual(2 * MAX_CRASHES + 2);
    expect(given.reduce((sum, { count }) => sum + count, 0)).toBe(32);
    expect(await kindOf(ref, good)).toBe("home");
  });
});
