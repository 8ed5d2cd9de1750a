/** The memory of API keys: each step changes a key and its account's list together, and may be sent twice. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiKeyRecord, type ApiKeyStore, newKeyRecord } from "../../lib/auth/api-key.ts";
import { digestKey, newKeyId } from "../../lib/auth/key-text.ts";
import { moveKeysToPlan } from "../../lib/auth/manage-keys.ts";
import { MAX_KEYS } from "../../lib/limits/key-limits.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { accountKeysKey, apiKeyKey, timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { ENGINES } from "../support/engines.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const DAY = 86_400;
let accounts = 0;

/** A record of an account of its own. */
function fresh(more: Partial<ApiKeyRecord> = {}): ApiKeyRecord {
  return newKeyRecord({ id: newKeyId(), tenant: `acc_${++accounts}`, createdAt: 1, ...more });
}

describe.each(ENGINES)("API keys on the $name", ({ preferServer }) => {
  let store: TestStore;
  let keys: ApiKeyStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
    keys = createRedisApiKeyStore(store.redis, timesToLive(DEFAULT_RETENTION));
  });
  afterAll(() => store.close());

  const usedAt = async ({ id }: ApiKeyRecord) => Number((await store.redis.hget(apiKeyKey(id), "used_at")) ?? 0);

  it("are found by id, whatever digest comes, and told by list and id to their account alone", async () => {
    const record = fresh();
    await keys.put(record, digestKey("a"));
    const found = await keys.find(record.id, digestKey("b"));
    expect(found?.key).toEqual({
      record,
      revision: 0,
      digest: digestKey("a"),
      former: null,
      usedAt: null,
      revokedAt: null,
    });
    expect(await keys.list(record.tenant)).toEqual([found?.key]);
    expect(await keys.read(record.tenant, record.id)).toEqual(found?.key);
    expect(await keys.read("acc_other", record.id)).toBeNull();
    expect(await keys.list("acc_other")).toEqual([]);
    expect(await keys.find(newKeyId(), digestKey("a"))).toBeNull();
  });

  it("note their use by their own digest only, and not again within a minute", async () => {
    const record = fresh();
    await keys.put(record, digestKey("a"));
    await keys.find(record.id, digestKey("b"));
    expect(await usedAt(record)).toBe(0);
    const now = (await keys.find(record.id, digestKey("a")))?.now ?? 0;
    const first = await usedAt(record);
    expect(Math.abs(first - now)).toBeLessThan(1_000);
    await store.redis.hset(apiKeyKey(record.id), { used_at: String(first - 59_000) });
    await keys.find(record.id, digestKey("a"));
    expect(await usedAt(record)).toBe(first - 59_000);
    await store.redis.hset(apiKeyKey(record.id), { used_at: String(first - 61_000) });
    await keys.find(record.id, digestKey("a"));
    expect(await usedAt(record)).toBeGreaterThanOrEqual(first);
  });

  it("change when they are as their owner saw them, once however often it is sent", async () => {
    const before = fresh();
    await keys.put(before, digestKey("a"));
    const after = { ...before, name: "after" };
    expect(await keys.change(0, after)).toBe("done");
    expect(await keys.change(0, after)).toBe("done");
    expect(await keys.change(0, { ...before, name: "late" })).toBe("changed");
    expect((await keys.read(before.tenant, before.id))?.record.name).toBe("after");
    expect(await keys.change(1, { ...after, tenant: "acc_other" })).toBe("gone");
  });

  it("take a new digest, and the one before lives on for the overlap, however often it is sent", async () => {
    const record = fresh();
    await keys.put(record, digestKey("a"));
    for (let sent = 0; sent < 2; sent++) expect(await keys.rotate(record, digestKey("b"), 5_000)).toBe("done");
    const found = await keys.find(record.id, digestKey("b"));
    expect(found?.key).toMatchObject({ digest: digestKey("b"), former: { digest: digestKey("a") } });
    const rest = (found?.key.former?.until ?? 0) - (found?.now ?? 0);
    expect(rest).toBeGreaterThan(3_000);
    expect(rest).toBeLessThanOrEqual(5_000);
    expect(await keys.rotate({ ...record, tenant: "acc_other" }, digestKey("c"), 0)).toBe("gone");
  });

  it("that are revoked say when, stay so, and are told of for a day", async () => {
    const record = fresh();
    await keys.put(record, digestKey("a"));
    expect(await keys.revoke("acc_other", record.id)).toBe("gone");
    expect(await keys.revoke(record.tenant, record.id)).toBe("done");
    const revokedAt = (await keys.find(record.id, digestKey("a")))?.key.revokedAt;
    expect(revokedAt).toEqual(expect.any(Number));
    expect(await keys.revoke(record.tenant, record.id)).toBe("done");
    expect((await keys.read(record.tenant, record.id))?.revokedAt).toBe(revokedAt);
    expect(await keys.change(0, { ...record, name: "x" })).toBe("revoked");
    expect(await keys.rotate(record, digestKey("b"), 0)).toBe("revoked");
    expect(await keys.list(record.tenant)).toHaveLength(1);
    const seconds = await store.redis.ttl(apiKeyKey(record.id));
    expect(seconds).toBeGreaterThan(DAY - 10);
    expect(seconds).toBeLessThanOrEqual(DAY);
  });

  it("that end are kept a day longer than they last", async () => {
    const record = fresh({ expiresAt: Date.now() + 3_600_000 });
    await keys.put(record, digestKey("a"));
    const seconds = await store.redis.ttl(apiKeyKey(record.id));
    expect(Math.abs(seconds - 3_600 - DAY)).toBeLessThan(10);
  });

  it(`are ${MAX_KEYS} for an account at most; those that have ended or were revoked do not count`, async () => {
    const { tenant } = fresh();
    const issue = (more: Partial<ApiKeyRecord> = {}) => {
      const record = fresh({ tenant, ...more });
      return keys.put(record, digestKey(record.id)).then(() => record);
    };
    const past = await issue({ expiresAt: Date.now() - 1_000 });
    const first = await issue();
    const all = await Promise.all(Array.from({ length: MAX_KEYS - 1 }, () => issue()));
    await expect(issue()).rejects.toMatchObject({ code: "too_many_keys", status: 409 });
    // The same key once more is no further one.
    await keys.put(first, digestKey(first.id));
    await expect(keys.change(0, { ...past, expiresAt: null })).rejects.toMatchObject({ code: "too_many_keys" });
    expect(all).toHaveLength(MAX_KEYS - 1);
    await keys.revoke(tenant, first.id);
    await issue();
    expect(await keys.list(tenant)).toHaveLength(MAX_KEYS + 2);
  });

  it("that are issued at once keep to the limit exactly", async () => {
    const { tenant } = fresh();
    const puts = Array.from({ length: MAX_KEYS + 20 }, () => {
      const record = fresh({ tenant });
      return keys.put(record, digestKey(record.id)).then(
        () => "issued",
        () => "refused",
      );
    });
    const outcomes = await Promise.all(puts);
    expect(outcomes.filter((outcome) => outcome === "issued")).toHaveLength(MAX_KEYS);
  });

  it("go over to another plan with their account, but for those that were revoked", async () => {
    const { tenant } = fresh();
    const all = [fresh({ tenant }), fresh({ tenant, expiresAt: 1 }), fresh({ tenant })];
    for (const record of all) await keys.put(record, digestKey(record.id));
    await keys.revoke(tenant, all[2]?.id ?? "");
    for (let asked = 0; asked < 2; asked++) await moveKeysToPlan(keys, tenant, "standard");
    const plans = new Map((await keys.list(tenant)).map(({ record }) => [record.id, record.plan]));
    expect(all.map(({ id }) => plans.get(id) ?? "forgotten")).toEqual(["standard", "forgotten", "free"]);
  });

  it("are erased with their account, the revoked among them, and no other account's", async () => {
    const [one, other] = [fresh(), fresh()];
    for (const record of [one, other]) await keys.put(record, digestKey("a"));
    const revoked = fresh({ tenant: one.tenant });
    await keys.put(revoked, digestKey("r"));
    await keys.revoke(one.tenant, revoked.id);
    expect(await keys.erase(one.tenant)).toBe(2);
    expect(await store.redis.exists(apiKeyKey(one.id), apiKeyKey(revoked.id), accountKeysKey(one.tenant))).toBe(0);
    expect(await keys.find(other.id, digestKey("a"))).not.toBeNull();
    expect(await keys.erase(one.tenant)).toBe(0);
  });

  it("leave no list that grows without end: of many that were revoked the first are forgotten", async () => {
    const { tenant } = fresh();
    for (let n = 0; n < MAX_KEYS + 5; n++) {
      const record = fresh({ tenant });
      await keys.put(record, digestKey("a"));
      await keys.revoke(tenant, record.id);
    }
    expect(await store.redis.hlen(accountKeysKey(tenant))).toBe(MAX_KEYS);
  });
});
