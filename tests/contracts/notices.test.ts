/** The contract of what is owed after a job's end: that somebody is to be told, once for each end, and nothing where nobody is. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NotifyMessage, Told } from "../../lib/contracts/after-message.ts";
import { toProblem } from "../../lib/contracts/problem.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { JobRecord } from "../../lib/jobs/job-record.ts";
import { AFTER_KEY, accountScriptKeys } from "../../lib/upstash/keys.ts";
import { ENGINES } from "../support/engines.ts";
import {
  admitted,
  birthOf,
  bringToResult,
  followingJob,
  leadingJob,
  newApplication,
  takingKnown,
  twiceForAll,
} from "../support/shared-jobs.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const complex = toProblem(new DocatError("pdf_too_complex"));

describe.each(ENGINES)("After a job's end, on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
  });

  /** Its account has an endpoint from now on. */
  async function listen(application = newApplication()) {
    const { links } = await admitted(store.admission, application);
    const [webhooks = ""] = accountScriptKeys(links.usage ?? "").slice(-1);
    await store.redis.hset(webhooks, { whe_1: "sealed" });
    return application;
  }

  const noticeOf = ({ id, links }: Pick<JobRecord, "id" | "links">): NotifyMessage => {
    const account = /^docat:account:(\w+):/.exec(links?.usage ?? "")?.[1];
    return { v: 1, kind: "notify", job_id: id, account };
  };
  const owed = () => store.redis.zrange<string[]>(AFTER_KEY, 0, -1);
  async function expectOwed(record: Pick<JobRecord, "id" | "links">, told: Told) {
    expect(told.notice).toEqual(noticeOf(record));
    expect((await owed()).map((text) => JSON.parse(text))).toEqual([noticeOf(record)]);
  }

  const ends: Readonly<Record<string, (record: JobRecord) => Promise<Told>>> = {
    succeeds: ({ id }) => bringToResult(store, id) as Promise<Told>,
    fails: (record) => twiceForAll(store, () => store.jobs.fail(record, complex)) as Promise<Told>,
    "is cancelled": ({ id }) => twiceForAll(store, () => store.jobs.cancel(id)) as Promise<Told>,
  };

  it.each(Object.entries(ends))("it is owed that the account is told when a job %s", async (_, end) => {
    const record = await leadingJob(store, await listen());
    expect(await owed()).toEqual([]);
    await expectOwed(record, await end(record));
  });

  it.each(Object.entries(ends))("nothing is when a job %s of an account without endpoints", async (_, end) => {
    const told = await end(await leadingJob(store, newApplication()));
    expect([told.notice, await owed()]).toEqual([undefined, []]);
  });

  it("nor is it of a job of which its caller never heard", async () => {
    const record = await leadingJob(store, await listen());
    const told = (await twiceForAll(store, () => store.jobs.abandon(record, complex))) as Told;
    expect([told.notice, await owed()]).toEqual([undefined, []]);
  });

  it("a success that is told again is owed once, and no more when it has been done", async () => {
    const record = await leadingJob(store, await listen());
    await bringToResult(store, record.id);
    await expectOwed(record, (await twiceForAll(store, () => bringToResult(store, record.id))) as Told);
    await twiceForAll(store, () => store.jobs.strike(noticeOf(record)));
    expect((await bringToResult(store, record.id)) as Told).not.toHaveProperty("notice");
    expect(await owed()).toEqual([]);
  });

  it("so it is when a job takes a result that is known", async () => {
    const application = newApplication();
    await bringToResult(store, (await leadingJob(store, application)).id);
    const clear = await admitted(store.admission, await listen(application));
    const birth = birthOf(application, clear, takingKnown(clear));
    await expectOwed(birth.record, await twiceForAll(store, () => store.admission.adopt(birth)));
  });

  it("and when it is refused", async () => {
    const application = newApplication();
    await store.jobs.fail(await leadingJob(store, application), complex);
    const clear = await admitted(store.admission, await listen(application));
    const birth = birthOf(application, clear, { state: "failed", error: complex, finished_at: clear.at });
    await expectOwed(birth.record, await twiceForAll(store, () => store.admission.refuse(birth)));
  });

  it.each(["succeeds", "fails"])("a job that follows is told of when its leader %s", async (how) => {
    const application = newApplication();
    const leader = await leadingJob(store, application);
    const follower = await followingJob(store, await listen(application));
    if (how === "succeeds") await bringToResult(store, leader.id);
    else await store.jobs.fail(leader, complex);
    expect(await owed()).toEqual([]);
    await expectOwed(
      follower,
      (await twiceForAll(store, () => store.jobs.settleFollower(follower.id, leader.id))) as Told,
    );
  });

  it("a job that is deleted tells nobody any more", async () => {
    const record = await leadingJob(store, await listen());
    await store.jobs.cancel(record.id);
    await store.jobs.delete(record.id);
    expect(await owed()).toEqual([]);
  });

  it("what nobody did is found when its time has come, under another resend each time, until it is done", async () => {
    const record = await leadingJob(store, await listen());
    await store.jobs.cancel(record.id);
    const overdue = async () => (await store.jobs.listDue(10)).after;
    expect(await overdue()).toEqual([]);
    const later = (await store.redis.time())[0] * 1_000;
    await store.redis.zadd(AFTER_KEY, { xx: true }, { score: later - 5_000, member: (await owed())[0] ?? "" });
    const [first] = await overdue();
    expect(first).toEqual({ ...noticeOf(record), resend: later / 1_000 - 5 });
    await twiceForAll(store, () => store.jobs.postpone([first as NotifyMessage], later - 2_000));
    expect(await overdue()).toEqual([{ ...noticeOf(record), resend: later / 1_000 - 2 }]);
    await store.jobs.strike(first as NotifyMessage);
    await store.jobs.postpone([first as NotifyMessage], later - 1_000);
    expect(await overdue()).toEqual([]);
  });
});
