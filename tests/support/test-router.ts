/** The API's router over a pipeline in memory: one caller, known by whatever key, and no limits. */
import { z } from "zod";
import { identityOfKey, newKeyRecord } from "../../lib/auth/api-key.ts";
import { enrichVariables, modelSettingsOf } from "../../lib/enrich-env.ts";
import type { Services } from "../../lib/http/services.ts";
import { DEFAULT_CHUNK_LIMITS } from "../../lib/limits/chunk-limits.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { Recorder } from "../../lib/metrics/recorder.ts";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import { NO_TRACER } from "../../lib/observe/no-tracer.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisAccountBook } from "../../lib/upstash/redis-account-book.ts";
import { createRedisAccountStore } from "../../lib/upstash/redis-account-store.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { createRedisDeliveryStore } from "../../lib/upstash/redis-delivery-store.ts";
import { createRedisEndpointStore } from "../../lib/upstash/redis-endpoint-store.ts";
import { createRedisGlossaryStore } from "../../lib/upstash/redis-glossary-store.ts";
import { createRedisUploadTokenStore } from "../../lib/upstash/redis-upload-token-store.ts";
import { tenantNamer } from "../../lib/upstash/tenant-names.ts";
import type { TestPipeline } from "./test-pipeline.ts";
import type { TestStore } from "./test-store.ts";

/** The services of a router for the tenant of `acceptDocument`. */
export function servicesOver(store: TestStore, pipeline: TestPipeline, results = pipeline.results): Services {
  const unused = () => Promise.reject(new Error("Not asked for."));
  const sealing = { ttl: timesToLive(DEFAULT_RETENTION), vault: store.vault };
  return {
    pipeline: { ...pipeline, results },
    authenticator: {
      authenticate: async () => identityOfKey(newKeyRecord({ id: "k", tenant: "t", createdAt: 0 })),
      expect: () => null,
    },
    limits: {
      begin: () => ({ settle: unused, cancel: unused }),
      admit: async () => ({ refusal: null, headers: {} }),
      admitFor: unused,
      networkOf: () => null,
      termsOf: () => ({ credential: "k", pages_per_day: null, jobs_at_once: null }),
    },
    olderCaller: null,
    records: {
      book: createRedisAccountBook(store.redis, {
        ttl: timesToLive(DEFAULT_RETENTION),
        vault: store.vault,
        nameFor: tenantNamer("secret"),
      }),
      erasers: [],
    },
    audit: { record: async () => {}, list: unused, erase: unused },
    accounts: null,
    accountStore: createRedisAccountStore(store.redis, store.vault),
    keys: {
      keys: createRedisApiKeyStore(store.redis, timesToLive(DEFAULT_RETENTION)),
      tokens: createRedisUploadTokenStore(store.redis),
      environment: "test",
      audit: { record: unused },
    },
    origins: new Set(),
    deliveries: { verify: unused },
    ways: [],
    observed: { tracer: NO_TRACER, flush: async () => {} },
    metrics: {
      recorder: new Recorder(),
      store: { writeWhatIsDue: async () => {}, write: unused, read: unused },
      token: null,
    },
    sinks: {
      sinks: new Map(),
      store: { owe: unused, record: unused, again: unused },
      retrySeconds: [],
      ...{ jobs: pipeline.jobs, results, queue: pipeline.queue, log: pipeline.log },
      chunks: { defaultCharacters: 1_000, maxChunks: 100 },
      accountOf: () => "0".repeat(32),
    },
    webhooks: {
      endpoints: createRedisEndpointStore(store.redis, { ...sealing, nameFor: tenantNamer("secret") }),
      deliveries: createRedisDeliveryStore(store.redis, sealing),
      ...{
        queue: pipeline.queue,
        links: createGuardedClient(),
        audit: { record: unused },
        log: pipeline.log,
        retrySeconds: [],
      },
    },
    deadLetters: { list: unused, find: unused, retry: unused, discard: unused },
    log: pipeline.log,
    retention: DEFAULT_RETENTION,
    revision: "r",
    models: modelSettingsOf(z.object(enrichVariables).parse({})),
    memory: { find: unused, keep: unused },
    glossaries: createRedisGlossaryStore(store.redis, { vault: store.vault, ttl: timesToLive(DEFAULT_RETENTION) }),
    maxUploadBytes: 1,
    chunks: DEFAULT_CHUNK_LIMITS,
    uploads: { uploads: store.uploads, maxDocumentBytes: 1, direct: null, scan: async () => {} },
    links: createGuardedClient(),
    health: { store: unused, others: {}, version: "test" },
  };
}
