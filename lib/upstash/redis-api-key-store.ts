/** ApiKeyStore on Upstash Redis. */

import type { Redis } from "@upstash/redis";
import type { ApiKeyStore, KeyOutcome, StoredKey } from "../auth/api-key.ts";
import { DocatError } from "../errors/docat-error.ts";
import { KEY_USE_NOTED_MS, MAX_KEYS } from "../limits/key-limits.ts";
import { apiKeyFromHash } from "./api-key-hash.ts";
import { guardStore } from "./guard-store.ts";
import { accountKeysKey, apiKeyKey, type TimesToLive } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { CHANGE_KEY, ERASE_KEYS, ISSUE_KEY, READ_KEY, READ_KEYS, REVOKE_KEY, ROTATE_KEY } from "./scripts/api-key.ts";

const isThere = (key: StoredKey | null): key is StoredKey => key !== null;

function throwIfFull(reply: string): void {
  if (reply === "full") throw new DocatError("too_many_keys", { detail: `An account has at most ${MAX_KEYS}.` });
}

export function createRedisApiKeyStore(redis: Redis, ttl: TimesToLive): ApiKeyStore {
  const run = <T>(script: string, keys: readonly string[], args: readonly (string | number)[]) =>
    guardStore(() => runScript<T>(redis, script, [...keys], args.map(String)));
  const keysOf = (tenant: string, id: string) => [apiKeyKey(id), accountKeysKey(tenant)];
  const idsOf = (tenant: string) => guardStore(() => redis.hkeys(accountKeysKey(tenant)));

  async function readAll(ids: readonly string[]): Promise<StoredKey[]> {
    if (ids.length === 0) return [];
    const hashes = await run<string[][]>(READ_KEYS, ids.map(apiKeyKey), []);
    return hashes.map(apiKeyFromHash).filter(isThere);
  }

  return {
    async find(id, digest) {
      const args = [digest, KEY_USE_NOTED_MS];
      const [fields, now] = await run<[string[], string]>(READ_KEY, [apiKeyKey(id)], args);
      const key = apiKeyFromHash(fields);
      return key === null ? null : { key, now: Number(now) };
    },

    async put(record, digest) {
      const { id, tenant, expiresAt } = record;
      const fields = ["tenant", tenant, "record", JSON.stringify(record), "digest", digest];
      throwIfFull(await run<string>(ISSUE_KEY, keysOf(tenant, id), [id, ttl.apiKey, expiresAt ?? 0, ...fields]));
    },

    async list(tenant) {
      const found = await readAll(await idsOf(tenant));
      return found.filter(({ record }) => record.tenant === tenant);
    },

    async read(tenant, id) {
      const [key] = await readAll([id]);
      return key?.record.tenant === tenant ? key : null;
    },

    async change(revision, after) {
      const { tenant, id } = after;
      const args = [tenant, id, ttl.apiKey, after.expiresAt ?? 0, revision, revision + 1, JSON.stringify(after)];
      const reply = await run<KeyOutcome | "changed" | "full">(CHANGE_KEY, keysOf(tenant, id), args);
      throwIfFull(reply);
      return reply as KeyOutcome | "changed";
    },

    rotate: ({ tenant, id }, digest, overlapMs) =>
      run<KeyOutcome>(ROTATE_KEY, keysOf(tenant, id), [tenant, digest, overlapMs]),

    revoke: (tenant, id) => run<KeyOutcome>(REVOKE_KEY, keysOf(tenant, id), [tenant, id]),

    async erase(tenant) {
      const ids = await idsOf(tenant);
      await run(ERASE_KEYS, [accountKeysKey(tenant), ...ids.map(apiKeyKey)], [tenant, ...ids]);
      return ids.length;
    },
  };
}
