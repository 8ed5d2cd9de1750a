/** The contract of endpoints and deliveries: each step may come twice, what is stored tells nothing, and nothing of an account is another's. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { afterName } from "../../lib/contracts/after-message.ts";
import type { Attempt } from "../../lib/contracts/webhook-delivery.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { DISABLE_AFTER_MS, MAX_LISTED_DELIVERIES } from "../../lib/limits/webhooks.ts";
import { AFTER_KEY, deliveriesKey, deliveryKey, timesToLive, webhooksKey } from "../../lib/upstash/keys.ts";
import { createRedisDeliveryStore } from "../../lib/upstash/redis-delivery-store.ts";
import { createRedisEndpointStore } from "../../lib/upstash/redis-endpoint-store.ts";
import { tenantNamer } from "../../lib/upstash/tenant-names.ts";
import type {
  DeliveryStore,
  DueAttempt,
  EndpointRecord,
  EndpointStore,
  MadeAttempt,
  OwedEvent,
} from "../../lib/webhooks/webhook-store.ts";
import { ENGINES } from "../support/engines.ts";
import { dumpAll, twiceForAll } from "../support/shared-jobs.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const ATTEMPT: Attempt = { at: "2026-06-01T00:00:00.000Z", duration_ms: 7, status: 500, error: null, answer: "canary" };

describe.each(ENGINES)("Webhooks on the $name", ({ preferServer }) => {
  let store: TestStore;
  let endpoints: EndpointStore;
  let deliveries: DeliveryStore;
  let account: string;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
    const settings = { ttl: timesToLive(DEFAULT_RETENTION), vault: store.vault };
    endpoints = createRedisEndpointStore(store.redis, { ...settings, nameFor: tenantNamer("secret") });
    deliveries = createRedisDeliveryStore(store.redis, settings);
    account = endpoints.accountOf("t");
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
  });

  const newRecord = (): EndpointRecord => ({
    ...{ id: `whe_${randomBytes(16).toString("hex")}`, tenant: "t", url: "https://canary.example/", former: null },
    ...{ events: ["job.succeeded"], description: "canary", createdAt: 1, secret: "whsec_canary" },
  });
  const newEvent = (): OwedEvent["event"] => ({
    ...{ id: `evt_${randomBytes(16).toString("hex")}`, type: "job.succeeded", job: `job_${"0".repeat(32)}` },
    body: '{"data":"canary"}',
  });
  const owedTo = (record: EndpointRecord, event = newEvent()): OwedEvent => ({
    ...{ event, endpoint: record.id as OwedEvent["endpoint"], destination: record },
  });
  async function owed(record: EndpointRecord): Promise<DueAttempt> {
    const [due] = await deliveries.owe(account, [owedTo(record)]);
    if (due === undefined) throw new Error("Nothing is due.");
    return due;
  }
  const failed = ({ message }: DueAttempt, nextAt: number | null = 1): MadeAttempt => ({
    ...{ message, attempt: ATTEMPT, nextAt, state: nextAt === null ? "failed" : "pending", endpointGone: false },
  });
  const afterwards = async () => (await store.redis.zrange<string[]>(AFTER_KEY, 0, -1)).map((text) => JSON.parse(text));

  it("an endpoint is added, changed, disabled and removed, each time once", async () => {
    const record = newRecord();
    for (const _ of [1, 2]) await endpoints.add(account, record);
    const changed = { ...record, description: "other" };
    const change = () => endpoints.change(account, record.id, (known) => ({ ...known, description: "other" }), false);
    for (const _ of [1, 2]) expect(await change()).toMatchObject({ record: changed, disabled: "owner" });
    expect(await endpoints.read(account, record.id)).toMatchObject({ record: changed, disabled: "owner" });
    expect(await endpoints.list(account)).toHaveLength(1);
    await twiceForAll(store, () => endpoints.remove(account, record.id));
    expect(await change()).toBeNull();
    expect(await dumpAll(store)).toEqual({});
  });

  it("no change of an endpoint is lost to another one at the same moment", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    await Promise.all([
      endpoints.change(account, record.id, (known) => ({ ...known, description: "other" }), null),
      endpoints.change(account, record.id, (known) => ({ ...known, secret: "whsec_other" }), null),
      endpoints.change(account, record.id, (known) => ({ ...known, events: ["job.failed"] }), false),
    ]);
    const changed = { ...record, description: "other", secret: "whsec_other", events: ["job.failed"] };
    expect(await endpoints.read(account, record.id)).toEqual({
      record: changed,
      disabled: "owner",
      failingSince: null,
    });
  });

  it("what is stored tells neither address nor secret, body nor answer", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    await deliveries.record(account, [failed(await owed(record))]);
    expect(JSON.stringify(await dumpAll(store))).not.toContain("canary");
  });

  it("an event is owed once, with the body that it had at first", async () => {
    const record = newRecord();
    const owe = () => deliveries.owe(account, [owedTo(record, event)]);
    const event = newEvent();
    const [due] = await twiceForAll(store, owe);
    expect(due).toMatchObject({ body: event.body, destination: record, round: 1 });
    const [again] = await deliveries.owe(account, [owedTo(record, { ...event, body: "{}" })]);
    expect(again?.body).toBe(event.body);
    expect(await afterwards()).toEqual([due?.message]);
  });

  it("an attempt is recorded once, and the next one is owed in its place", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    const due = await owed(record);
    expect(await twiceForAll(store, () => deliveries.record(account, [failed(due)]))).toEqual([null]);
    const next = { ...due.message, attempt: 2 };
    expect(await afterwards()).toEqual([next]);
    expect(await deliveries.take(due.message)).toBeNull();
    expect(await deliveries.take(next)).toMatchObject({ body: due.body, round: 2, message: next });
    expect(await afterwards()).toEqual([next]);
    await twiceForAll(store, () =>
      deliveries.record(account, [{ ...failed({ ...due, message: next }, null), state: "delivered" }]),
    );
    expect(await afterwards()).toEqual([]);
    const [view] = (await deliveries.deliveries(account, record.id, { cursor: null, limit: 5, since: 0 })).deliveries;
    expect(view).toMatchObject({ state: "delivered", attempts: [ATTEMPT, ATTEMPT], next_attempt_at: null });
  });

  it("an event is owed once more with all its attempts anew", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    const due = await owed(record);
    await deliveries.record(account, [failed(due, null)]);
    const [message] = await twiceForAll(store, () => deliveries.again(account, [due.message]));
    expect(message).toEqual({ ...due.message, attempt: 2 });
    expect(await deliveries.take({ ...due.message, attempt: 2 })).toMatchObject({ round: 1 });
    expect(await deliveries.again(account, [{ ...due.message, event: `evt_${"0".repeat(32)}` }])).toEqual([]);
    expect(await deliveries.again(endpoints.accountOf("other"), [due.message])).toEqual([]);
  });

  it("an endpoint that has failed for long is disabled by one attempt, which tells so however often it is recorded", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    const [first, second, third] = [await owed(record), await owed(record), await owed(record)];
    await deliveries.record(account, [failed(first)]);
    await store.redis.hset(webhooksKey(account), {
      [`${record.id}:failing`]: String(Date.now() - DISABLE_AFTER_MS - 1_000),
    });
    expect(await twiceForAll(store, () => deliveries.record(account, [failed(second), failed(third)]))).toEqual([
      "failing",
      null,
    ]);
    expect(await endpoints.read(account, record.id)).toMatchObject({ disabled: "failing" });
    expect(await twiceForAll(store, () => deliveries.take({ ...first.message, attempt: 2 }))).toBeNull();
    expect(await afterwards()).not.toContainEqual({ ...first.message, attempt: 2 });
    const [view] = await deliveries.find(account, [first.message]);
    expect(view).toMatchObject({ state: "failed", next_attempt_at: null });
  });

  it("a success forgets that others failed", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    await deliveries.record(account, [failed(await owed(record))]);
    expect((await endpoints.read(account, record.id))?.failingSince).not.toBeNull();
    await deliveries.record(account, [{ ...failed(await owed(record), null), state: "delivered" }]);
    expect((await endpoints.read(account, record.id))?.failingSince).toBeNull();
  });

  it.each([
    ["is gone when it has ended", "delivered", false, 0],
    ["is kept while it is to be tried again", "pending", false, 1],
    ["is kept while it is owed that the job's end is told", "delivered", true, 1],
  ] as const)("the log holds so many, and what falls out of it %s", async (_what, state, isOwed, kept) => {
    const record = newRecord();
    const notice = afterName({ v: 1, kind: "notify", job_id: `job_${"0".repeat(32)}`, account });
    if (isOwed) await store.redis.zadd(AFTER_KEY, { score: 1, member: notice });
    await endpoints.add(account, record);
    const first = await owed(record);
    await deliveries.record(account, [{ ...failed(first, state === "pending" ? 1 : null), state }]);
    const log = deliveriesKey(account, record.id);
    await store.redis.zadd(log, { score: 1, member: first.message.event });
    const filler = Array.from({ length: MAX_LISTED_DELIVERIES - 1 }, (_, n) => ({
      score: 9e15 + n,
      member: `evt_${n}`,
    }));
    await store.redis.zadd(log, filler[0] ?? { score: 0, member: "" }, ...filler.slice(1));
    await owed(record);
    expect(await store.redis.zcard(log)).toBe(MAX_LISTED_DELIVERIES);
    expect(await store.redis.exists(deliveryKey(account, first.message.event, record.id))).toBe(kept);
    const again = await deliveries.take({ ...first.message, attempt: 2 });
    expect(again?.message.event).toBe(state === "pending" ? first.message.event : undefined);
  });

  it("an account that is erased leaves no endpoint, no delivery and no log", async () => {
    const record = newRecord();
    await endpoints.add(account, record);
    await owed(record);
    await deliveries.owe(account, [{ ...owedTo(record), endpoint: "own" }]);
    expect(await endpoints.erase("t")).toBe(1);
    expect(Object.keys(await dumpAll(store))).toEqual([AFTER_KEY]);
    expect(await endpoints.erase("t")).toBe(0);
  });
});
