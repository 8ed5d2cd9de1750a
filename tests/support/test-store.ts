/** The stores as they are, over an engine of Redis, and time that passes for jobs at will. */
import { randomBytes } from "node:crypto";
import { openInProcessEngine } from "../../dev/redis/in-process/in-process-engine.ts";
import { openRedisEngine } from "../../dev/redis/open-redis-engine.ts";
import { startRedisEndpoint } from "../../dev/redis/start-redis-endpoint.ts";
import { Vault } from "../../lib/crypto/vault.ts";
import { type DocumentObjects, NO_OBJECTS } from "../../lib/documents/document-objects.ts";
import type { DocumentStore } from "../../lib/documents/document-store.ts";
import type { ObjectStore } from "../../lib/documents/object-store.ts";
import type { UploadStore } from "../../lib/documents/upload-store.ts";
import type { Admission } from "../../lib/jobs/admission.ts";
import type { JobStore } from "../../lib/jobs/job-store.ts";
import { DEFAULT_JOB_TIMING, type JobTiming } from "../../lib/limits/job-timing.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import type { ResultStore } from "../../lib/results/result-store.ts";
import { DUE_KEY, timesToLive } from "../../lib/upstash/keys.ts";
import { ObjectLedger } from "../../lib/upstash/object-ledger.ts";
import { createRecentResults } from "../../lib/upstash/recent-results.ts";
import { createRedisAdmission } from "../../lib/upstash/redis-admission.ts";
import { createRedisClient, RedisClient } from "../../lib/upstash/redis-client.ts";
import { createRedisDocumentStore } from "../../lib/upstash/redis-document-store.ts";
import { createRedisJobStore } from "../../lib/upstash/redis-job-store.ts";
import { createRedisResultStore } from "../../lib/upstash/redis-result-store.ts";
import { createRedisUploadStore } from "../../lib/upstash/redis-upload-store.ts";
import { tenantNamer } from "../../lib/upstash/tenant-names.ts";
import { storedValue } from "./stored-value.ts";

export interface TestStore {
  readonly jobs: JobStore;
  readonly admission: Admission;
  readonly documents: DocumentStore;
  readonly objects: DocumentObjects;
  readonly results: ResultStore;
  readonly uploads: UploadStore;
  readonly timing: JobTiming;
  /** Opens what is stored. */
  readonly vault: Vault;
  /** The store itself, for looking behind the scenes; values come as they are stored. */
  readonly redis: RedisClient;
  /** Lets so much time pass for every job, without waiting. */
  elapse(ms: number): Promise<void>;
  /** Everything that the store holds of a job, and when it is due. */
  dump(id: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export interface TestStoreOptions {
  /** A `redis-server`, whose clock nobody can move: there the times that are stored are moved back instead. */
  readonly preferServer?: boolean;
  readonly timing?: Partial<JobTiming>;
  readonly vault?: Vault;
  /** Where large documents go. */
  readonly objects?: ObjectStore;
}

/** ARGV milliseconds. Moves every time that a job goes by that far into the past. */
const MOVE_BACK = `
local ms = tonumber(ARGV[1])
local function moved(text) return string.format('%.0f', math.max(0, tonumber(text) - ms)) end
for _, key in ipairs(redis.call('KEYS', 'docat:job_*:job')) do
  for _, field in ipairs({'due_at', 'deadline_at'}) do
    local at = redis.call('HGET', key, field)
    if at then redis.call('HSET', key, field, moved(at)) end
  end
end
for _, key in ipairs(redis.call('KEYS', 'docat:job_*:work')) do
  local work = redis.call('HGETALL', key)
  for i = 1, #work, 2 do
    local head, expires, tail = string.match(work[i + 1], '^(%d+ %S+ )(%d+)( .*)$')
    if head then redis.call('HSET', key, work[i], head .. moved(expires) .. tail) end
  end
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  redis.call('ZINCRBY', KEYS[1], -ms, id)
end
return 1
`;

/** What a server holds, without the times that its own clock moves from one call to the next. */
function withoutTimes(found: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(found);
  return JSON.parse(text.replace(/("due_at":"|"\d+ \S+ )[1-9]\d+/g, "$1some time"));
}

/** Opens an empty store. Unless `preferServer` says otherwise its clock stands still but for `elapse`. */
export async function openTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const { preferServer = false } = options;
  const timing = { ...DEFAULT_JOB_TIMING, ...options.timing };
  let now = Date.now();
  const engine = preferServer ? await openRedisEngine() : await openInProcessEngine({ now: () => now });
  const endpoint = await startRedisEndpoint({ engine, token: randomBytes(24).toString("hex") });
  const client = createRedisClient(endpoint);
  const redis = new RedisClient({ ...endpoint, automaticDeserialization: false, enableTelemetry: false });
  const ttl = timesToLive(DEFAULT_RETENTION);
  const { vault = new Vault(randomBytes(32)) } = options;
  const { objects } = options;
  const ledger = objects && new ObjectLedger(client, { objects, ttl, vault });
  const large = objects && ledger ? { objects, ledger } : null;
  const recent = createRecentResults();
  return {
    jobs: createRedisJobStore(client, { ttl, timing, vault }, recent),
    admission: createRedisAdmission(client, { ttl, timing, vault, secret: "secret", resultVersion: "test" }, recent),
    documents: createRedisDocumentStore(client, { ttl, vault, large }),
    objects: ledger ?? NO_OBJECTS,
    results: createRedisResultStore(client, { ttl, timing, vault }),
    uploads: createRedisUploadStore(client, { ttl, vault, nameFor: tenantNamer("secret"), large }),
    timing,
    vault,
    redis,
    async elapse(ms) {
      if (preferServer) await redis.eval(MOVE_BACK, [DUE_KEY], [String(ms)]);
      else now += ms;
    },
    async dump(id) {
      const found: Record<string, unknown> = {};
      const due = await redis.zscore(DUE_KEY, id);
      if (due !== null) found.due = preferServer ? "some time" : due;
      for (const key of (await redis.keys(`docat:${id}:*`)).sort()) {
        const name = key.split(":").at(-1) ?? "";
        found[name] = await storedValue(redis, key);
      }
      return preferServer ? withoutTimes(found) : found;
    },
    async close() {
      await endpoint.close();
      await engine.close();
    },
  };
}
