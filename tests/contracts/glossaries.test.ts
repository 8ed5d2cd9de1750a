/** The memory of glossaries: each change is one step and may be sent twice, and what a job was made with is there for it. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GlossaryAbout, GlossaryStore } from "../../lib/contracts/glossary.ts";
import { Vault } from "../../lib/crypto/vault.ts";
import { MAX_GLOSSARIES } from "../../lib/limits/glossary-limits.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { glossariesKey, glossaryKey, glossaryVersionsKey, timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisGlossaryStore } from "../../lib/upstash/redis-glossary-store.ts";
import { WRITE_GLOSSARY } from "../../lib/upstash/scripts/glossary.ts";
import { ENGINES } from "../support/engines.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const AT = "2026-06-01T12:00:00.000Z";
const ABOUT: GlossaryAbout = {
  ...{ name: "Birds", description: "", source_language: "en", target_language: "eo" },
  ...{ term_count: 1, created_at: AT, updated_at: AT },
};
const ttl = timesToLive(DEFAULT_RETENTION);
const termsOf = (target: string) => [{ source: "canary", target }];
let made = 0;

describe.each(ENGINES)("Glossaries on the $name", ({ preferServer }) => {
  let store: TestStore;
  let glossaries: GlossaryStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
    glossaries = createRedisGlossaryStore(store.redis, { vault: store.vault, ttl });
  });
  afterAll(() => store.close());

  async function fresh(tenant = `acc_${++made}`) {
    const id = `gls_${randomBytes(16).toString("hex")}`;
    expect(await glossaries.write(tenant, 0, { id, about: ABOUT, terms: termsOf("kanario") })).toBe("done");
    return { id, tenant };
  }
  const next = (target: string, id: string) => ({ id, about: ABOUT, terms: termsOf(target) });

  it("are told to their account alone, by list and by id, and nobody else changes, uses or removes them", async () => {
    const { id, tenant } = await fresh();
    const head = { id, version: 1, about: ABOUT };
    expect(await glossaries.list(tenant)).toEqual([head]);
    expect(await glossaries.read(tenant, id)).toEqual({ ...head, terms: termsOf("kanario") });
    const before = await store.redis.hgetall(glossaryKey(id));
    expect(await glossaries.list("acc_other")).toEqual([]);
    expect(await glossaries.read("acc_other", id)).toBeNull();
    expect(await glossaries.use("acc_other", id)).toBeNull();
    expect(await glossaries.termsOf("acc_other", id, 1)).toBeNull();
    expect(await glossaries.write("acc_other", 1, next("x", id))).toBe("gone");
    expect(await glossaries.write("acc_other", 0, next("x", id))).toBe("gone");
    expect(await glossaries.remove("acc_other", id)).toBe("gone");
    expect(await store.redis.hgetall(glossaryKey(id))).toEqual(before);
  });

  it("change as their owner saw them, and not over a change that came before", async () => {
    const { id, tenant } = await fresh();
    expect(await glossaries.write(tenant, 1, next("a", id))).toBe("done");
    expect(await glossaries.write(tenant, 1, next("b", id))).toBe("changed");
    expect(await glossaries.read(tenant, id)).toMatchObject({ version: 2, terms: termsOf("a") });
  });

  it("make one version of a change that is sent twice", async () => {
    const { id, tenant } = await fresh();
    const keys = [glossaryKey(id), glossaryVersionsKey(id), glossariesKey(tenant), "none"];
    const args = [tenant, id, "1", "mark", "100", "100", "about", "terms"];
    for (let sent = 0; sent < 2; sent++) expect(await store.redis.eval(WRITE_GLOSSARY, keys, args)).toBe("done");
    expect(await store.redis.hget(glossaryKey(id), "version")).toBe("2");
  });

  it("keep the terms that a job was made with, through changes and removal, and no others", async () => {
    const { id, tenant } = await fresh();
    expect(await glossaries.use(tenant, id)).toEqual({ id, version: 1, about: ABOUT });
    await glossaries.write(tenant, 1, next("a", id));
    await glossaries.write(tenant, 2, next("b", id));
    expect(await glossaries.termsOf(tenant, id, 1)).toEqual(termsOf("kanario"));
    expect(await glossaries.termsOf(tenant, id, 2)).toBeNull();
    expect(await glossaries.termsOf(tenant, id, 3)).toEqual(termsOf("b"));
    await glossaries.use(tenant, id);
    for (let sent = 0; sent < 2; sent++) expect(await glossaries.remove(tenant, id)).toBe("done");
    expect(await glossaries.read(tenant, id)).toBeNull();
    expect(await glossaries.list(tenant)).toEqual([]);
    expect(await glossaries.termsOf(tenant, id, 1)).toEqual(termsOf("kanario"));
    expect(await glossaries.termsOf(tenant, id, 3)).toEqual(termsOf("b"));
    expect(await glossaries.termsOf("acc_other", id, 3)).toBeNull();
    const seconds = await store.redis.ttl(glossaryVersionsKey(id));
    expect(seconds).toBeGreaterThan(ttl.active - 10);
    expect(seconds).toBeLessThanOrEqual(ttl.active);
  });

  it("forget a former version when no job can need it any more", async () => {
    const { id, tenant } = await fresh();
    await glossaries.use(tenant, id);
    await glossaries.write(tenant, 1, next("a", id));
    await store.redis.hset(glossaryVersionsKey(id), { "until:1": "1" });
    await glossaries.use(tenant, id);
    await glossaries.write(tenant, 2, next("b", id));
    const fields = await store.redis.hkeys(glossaryVersionsKey(id));
    expect(fields.sort()).toEqual(["2", "tenant", "until:2"]);
  });

  it("are at most so many of an account; those that have ended do not count", async () => {
    const { tenant } = await fresh();
    const waiting = Array.from({ length: MAX_GLOSSARIES - 1 }, () => fresh(tenant));
    const [first] = await Promise.all(waiting);
    const id = `gls_${"0".repeat(32)}`;
    expect(await glossaries.write(tenant, 0, next("a", id))).toBe("full");
    expect(await glossaries.read(tenant, id)).toBeNull();
    await store.redis.zadd(glossariesKey(tenant), { score: 1, member: first?.id ?? "" });
    expect(await glossaries.write(tenant, 0, next("a", id))).toBe("done");
  });

  it("are sealed for their place", async () => {
    const { id, tenant } = await fresh();
    const stored = JSON.stringify(await store.redis.hgetall(glossaryKey(id)));
    expect(stored).not.toMatch(/canary|kanario|Birds/);
    const other = createRedisGlossaryStore(store.redis, { vault: new Vault(randomBytes(32)), ttl });
    await expect(other.read(tenant, id)).rejects.toMatchObject({ code: "sealed_unreadable" });
    const moved = await fresh(tenant);
    const terms = (await store.redis.hget<string>(glossaryKey(id), "terms")) ?? "";
    await store.redis.hset(glossaryKey(moved.id), { terms });
    await expect(glossaries.read(tenant, moved.id)).rejects.toMatchObject({ code: "sealed_unreadable" });
  });

  it("are sealed anew when they are read with a key that succeeds", async () => {
    const [former, current] = [randomBytes(32), randomBytes(32)];
    const [id, tenant] = [`gls_${randomBytes(16).toString("hex")}`, `acc_${++made}`];
    const over = (vault: Vault) => createRedisGlossaryStore(store.redis, { vault, ttl });
    await over(new Vault(former)).write(tenant, 0, next("a", id));
    expect(await over(new Vault(current, [former])).read(tenant, id)).toMatchObject({ terms: termsOf("a") });
    expect(await over(new Vault(current)).read(tenant, id)).toMatchObject({ terms: termsOf("a") });
  });

  it("are erased with their account, former versions and removed ones too, and nobody else's", async () => {
    const [one, two] = [await fresh(), await fresh()];
    const removed = await fresh(one.tenant);
    for (const { id, tenant } of [one, removed]) {
      await glossaries.use(tenant, id);
      await glossaries.write(tenant, 1, next("a", id));
    }
    await glossaries.remove(one.tenant, removed.id);
    expect(await glossaries.erase(one.tenant)).toBe(1);
    expect(await glossaries.erase(one.tenant)).toBe(0);
    const left = await store.redis.keys("docat:glossar*");
    expect(left.filter((key) => [one.id, removed.id, one.tenant].some((name) => key.endsWith(name)))).toEqual([]);
    expect(await glossaries.list(two.tenant)).toHaveLength(1);
  });

  it("leave no key without an end", async () => {
    for (const key of await store.redis.keys("docat:glossar*"))
      expect([key, await store.redis.ttl(key)]).not.toContain(-1);
  });
});
