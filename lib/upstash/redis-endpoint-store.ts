/** EndpointStore on Upstash Redis: a hash for each account. */
import type { Redis } from "@upstash/redis";
import { OWN_ENDPOINT } from "../contracts/webhook.ts";
import type { Vault } from "../crypto/vault.ts";
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { MAX_ENDPOINTS } from "../limits/webhooks.ts";
import type { EndpointStore, StoredEndpoint } from "../webhooks/webhook-store.ts";
import { guardStore } from "./guard-store.ts";
import { deliveriesKey, deliveryKey, type TimesToLive, webhooksKey } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { REPLACE_FIELD } from "./scripts/account.ts";
import { ADD_ENDPOINT, CHANGE_ENDPOINT } from "./scripts/webhook.ts";
import type { TenantNamer } from "./tenant-names.ts";
import { healthOf, openEndpoint, sealEndpoint, toFields } from "./webhook-hash.ts";

interface EndpointSettings {
  readonly ttl: Pick<TimesToLive, "apiKey">;
  readonly vault: Vault;
  readonly nameFor: TenantNamer;
}

/** Deliveries that are removed in one request. */
const REMOVED_AT_ONCE = 500;

/** Changes of one endpoint that come in between. */
const MAX_CHANGE_ROUNDS = 4;

type Run = <T>(script: string, key: string, args: readonly (string | number)[]) => Promise<T>;

function changerOf(redis: Redis, run: Run, { ttl, vault }: EndpointSettings): EndpointStore["change"] {
  return async (account, id, edit, enabled) => {
    const flag = enabled === null ? "" : enabled ? "1" : "0";
    for (let round = 0; round < MAX_CHANGE_ROUNDS; round++) {
      const before = await guardStore(() => redis.hget<string>(webhooksKey(account), id));
      const found = before && openEndpoint(vault, account, id, [before]);
      if (!found) return null;
      const record = edit(found.record);
      const args = [id, before, sealEndpoint(vault, account, record), flag, ttl.apiKey];
      const [kind, disabled, failing] = await run<string[]>(CHANGE_ENDPOINT, webhooksKey(account), args);
      if (kind === "gone") return null;
      if (kind === "done") return { record, ...healthOf([disabled || null, failing || null]) };
    }
    throw new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
  };
}

export function createRedisEndpointStore(redis: Redis, settings: EndpointSettings): EndpointStore {
  const { ttl, vault, nameFor } = settings;
  const run: Run = <T>(script: string, key: string, args: readonly (string | number)[]) =>
    guardStore(() => runScript<T>(redis, script, [key], args));
  const accountOf = (tenant: string) => nameFor(tenant)("account").slice(0, 32);

  /** What a service key sealed that is on its way out is sealed anew: endpoints live for long. */
  async function renew(account: string, id: string, sealed: string): Promise<void> {
    const anew = vault.reseal(sealed);
    if (anew !== sealed) await run(REPLACE_FIELD, webhooksKey(account), [id, sealed, anew]);
  }

  async function list(account: string): Promise<readonly StoredEndpoint[]> {
    const flat = rawReply<string>((await guardStore(() => redis.hgetall(webhooksKey(account)))) ?? []);
    const fields = toFields(flat);
    const ids = Object.keys(fields).filter((field) => !field.includes(":"));
    const found = ids.map((id) =>
      openEndpoint(vault, account, id, [fields[id], fields[`${id}:disabled`], fields[`${id}:failing`]]),
    );
    await Promise.all(ids.map((id) => renew(account, id, fields[id] ?? "")));
    return found.filter((endpoint) => endpoint !== null);
  }

  async function forget(account: string, endpoint: string): Promise<void> {
    const log = deliveriesKey(account, endpoint);
    const events = rawReply<string>(await guardStore(() => redis.zrange<string[]>(log, 0, -1)));
    for (let at = 0; at < events.length; at += REMOVED_AT_ONCE) {
      const [first, ...rest] = events
        .slice(at, at + REMOVED_AT_ONCE)
        .map((event) => deliveryKey(account, event, endpoint));
      if (first !== undefined) await guardStore(() => redis.del(first, ...rest));
    }
    await guardStore(() => redis.del(log));
  }

  async function remove(account: string, id: string): Promise<void> {
    await forget(account, id);
    const fields = [`${id}:disabled`, `${id}:failing`, id] as const;
    await guardStore(() => redis.hdel(webhooksKey(account), ...fields));
  }

  return {
    accountOf,
    list,
    remove,
    async add(account, record) {
      const args = [record.id, sealEndpoint(vault, account, record), ttl.apiKey];
      if ((await run<string>(ADD_ENDPOINT, webhooksKey(account), args)) === "done") return;
      throw new DocatError("too_many_endpoints", { detail: `An account has at most ${MAX_ENDPOINTS}.` });
    },
    async read(account, id) {
      const fields = [id, `${id}:disabled`, `${id}:failing`] as const;
      const found = await guardStore(() => redis.hmget(webhooksKey(account), ...fields));
      return openEndpoint(vault, account, id, rawReply<string | null>(found ?? []));
    },
    change: changerOf(redis, run, settings),
    async erase(tenant) {
      const account = accountOf(tenant);
      const endpoints = await list(account);
      for (const { record } of endpoints) await remove(account, record.id);
      await forget(account, OWN_ENDPOINT);
      await guardStore(() => redis.del(webhooksKey(account)));
      return endpoints.length;
    },
  };
}
