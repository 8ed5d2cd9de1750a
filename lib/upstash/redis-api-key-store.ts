/** ApiKeyStore on Upstash Redis. */
import type { Redis } from "@upstash/redis";
import { type ApiKeyRecord, type ApiKeyStore, apiKeyRecordSchema, type StoredKey } from "../auth/api-key.ts";
import { DocatError } from "../errors/docat-error.ts";
import { KEY_USE_NOTED_MS, MAX_KEYS } from "../limits/key-limits.ts";
import { guardStore } from "./guard-store.ts";
import { accountKeysKey, apiKeyKey, type TimesToLive } from "./keys.ts";
import { ISSUE_KEY, READ_KEY } from "./scripts/api-key.ts";

/** What a hash holds, from the list in which it is answered. */
function fieldsOf(list: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < list.length; at += 2) fields.set(list[at] ?? "", list[at + 1] ?? "");
  return fields;
}

function timeOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** Null for an empty list: there is no such key. */
function keyFromHash(list: readonly string[]): StoredKey | null {
  const fields = fieldsOf(list);
  const [record, digest] = [fields.get("record"), fields.get("digest")];
  if (record === undefined || digest === undefined) return null;
  const former = fields.get("former");
  return {
    record: apiKeyRecordSchema.parse(JSON.parse(record)),
    digest,
    former: former === undefined ? null : { digest: former, until: Number(fields.get("former_until") ?? 0) },
    usedAt: timeOf(fields.get("used_at")),
    revokedAt: timeOf(fields.get("revoked_at")),
  };
}

export function createRedisApiKeyStore(redis: Redis, ttl: TimesToLive): ApiKeyStore {
  const run = <T>(script: string, keys: readonly string[], args: readonly (string | number)[]) =>
    guardStore(() => redis.createScript<T>(script).exec([...keys], args.map(String)));

  return {
    async find(id, digest) {
      const args = [digest, KEY_USE_NOTED_MS];
      const [fields, now] = await run<[string[], string]>(READ_KEY, [apiKeyKey(id)], args);
      const key = keyFromHash(fields);
      return key === null ? null : { key, now: Number(now) };
    },

    async put(record: ApiKeyRecord, digest) {
      const fields = ["record", JSON.stringify(record), "digest", digest];
      const args = [record.id, ttl.apiKey, MAX_KEYS, record.expiresAt ?? 0, ...fields];
      const reply = await run<string>(ISSUE_KEY, [apiKeyKey(record.id), accountKeysKey(record.tenant)], args);
      if (reply === "full") throw new DocatError("too_many_keys", { detail: `An account has at most ${MAX_KEYS}.` });
    },
  };
}
