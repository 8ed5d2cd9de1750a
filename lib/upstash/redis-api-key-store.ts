/** ApiKeyStore on Upstash Redis. */
import type { Redis } from "@upstash/redis";
import { type ApiKeyStore, apiKeyRecordSchema } from "../auth/api-key.ts";
import { guardStore } from "./guard-store.ts";
import { apiKeyKey, type TimesToLive } from "./keys.ts";

export function createRedisApiKeyStore(redis: Redis, ttl: TimesToLive): ApiKeyStore {
  return {
    async put(digest, record) {
      await guardStore(() => redis.set(apiKeyKey(digest), JSON.stringify(record), { ex: ttl.apiKey }));
    },
    async find(digest) {
      const text = await guardStore(() => redis.get<string>(apiKeyKey(digest)));
      return text === null ? null : apiKeyRecordSchema.parse(JSON.parse(text));
    },
  };
}
