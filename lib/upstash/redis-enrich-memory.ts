/** EnrichMemory on Upstash Redis: a string for each entry, sealed under a key of the account's own. */

import type { Redis } from "@upstash/redis";
import { type EnrichMemory, type MemoryScope, memoryEntrySchema } from "../contracts/enrich-memory.ts";
import { sealText, unsealText, type Vault } from "../crypto/vault.ts";
import { guardStore } from "./guard-store.ts";
import { memoryKey, type TimesToLive } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { KEEP_STRINGS } from "./scripts/keep-strings.ts";
import type { TenantNamer } from "./tenant-names.ts";

/** Entries in one request: an entry is the translation of one text at most, and a request takes 10 MB. */
const ENTRIES_PER_REQUEST = 100;
const PURPOSE = "docat: memory";

interface MemorySettings {
  readonly vault: Vault;
  readonly ttl: TimesToLive;
  readonly nameFor: TenantNamer;
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += ENTRIES_PER_REQUEST)
    yield all.slice(start, start + ENTRIES_PER_REQUEST);
}

export function createRedisEnrichMemory(redis: Redis, { vault, ttl, nameFor }: MemorySettings): EnrichMemory {
  /** What must not be shared, or is not to be kept, is found by its own job alone. */
  const isShared = ({ shared }: MemoryScope) => shared && ttl.memory > 0;
  const keyOf = (scope: MemoryScope, source: string) => {
    const own = isShared(scope) ? "" : scope.job;
    return memoryKey(nameFor(scope.tenant)("memory", own, ...scope.parts, source));
  };

  /** Null for what was sealed under a key that is not set any more, and for what is not ours. */
  function open(tenant: string, key: string, text: string | null) {
    const [name = "", sealed = ""] = (text ?? "").split(":", 2);
    const account = text === null ? null : vault.derive(PURPOSE, tenant, name);
    if (account === null) return null;
    try {
      return memoryEntrySchema.parse(JSON.parse(unsealText(account, key, sealed)));
    } catch {
      return null;
    }
  }

  return {
    async find(scope, sources) {
      const keys = sources.map((source) => keyOf(scope, source));
      const texts: (string | null)[] = [];
      for (const batch of batches(keys)) {
        texts.push(...rawReply<string | null>(await guardStore(() => redis.mget<(string | null)[]>(...batch))));
      }
      return keys.map((key, n) => open(scope.tenant, key, texts[n] ?? null));
    },

    async keep(scope, entries) {
      const account = vault.derive(PURPOSE, scope.tenant);
      if (account === null) return;
      const seconds = isShared(scope) ? ttl.memory : ttl.active;
      for (const batch of batches(entries)) {
        const keys = batch.map(({ source }) => keyOf(scope, source));
        const values = batch.map(
          ({ entry }, n) => `${vault.name}:${sealText(account, keys[n] ?? "", JSON.stringify(entry))}`,
        );
        await guardStore(() => runScript<unknown>(redis, KEEP_STRINGS, keys, [String(seconds), ...values]));
      }
    },
  };
}
