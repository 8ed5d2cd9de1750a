/** Builds everything once, from the environment. The only place that sees both the ports and what fills them. */
import { createAuthenticator } from "./auth/authenticator.ts";
import type { AuditTrail } from "./contracts/audit-event.ts";
import type { GuardedFetch } from "./contracts/guarded-fetch.ts";
import type { Log } from "./contracts/log.ts";
import type { RateLimiter } from "./contracts/rate-limiter.ts";
import { Vault } from "./crypto/vault.ts";
import { NO_OBJECTS } from "./documents/document-objects.ts";
import { modelSettingsOf } from "./enrich-env.ts";
import { type Env, readEnv } from "./env.ts";
import { createLimits, type Limits } from "./http/limits.ts";
import type { Services } from "./http/services.ts";
import { createJsonLog } from "./json-log.ts";
import type { JobTiming } from "./limits/job-timing.ts";
import { resultVersion } from "./limits/result-version.ts";
import { DEFAULT_RETENTION, type Retention } from "./limits/retention.ts";
import { createClamdScanner } from "./net/clamd-client.ts";
import { createGuardedClient } from "./net/guarded-client.ts";
import { createScan, type ScanDocument } from "./pipeline/scan-document.ts";
import { createS3ObjectStore } from "./s3/s3-object-store.ts";
import { timesToLive } from "./upstash/keys.ts";
import { ObjectLedger } from "./upstash/object-ledger.ts";
import type { QstashSettings } from "./upstash/qstash-client.ts";
import { createQstashDeadLetterStore } from "./upstash/qstash-dead-letter-store.ts";
import { createQstashDeliveryVerifier } from "./upstash/qstash-delivery-verifier.ts";
import { createQstashStageQueue } from "./upstash/qstash-stage-queue.ts";
import { createQstashSweepSchedule } from "./upstash/qstash-sweep-schedule.ts";
import { createRedisAdmission } from "./upstash/redis-admission.ts";
import { createRedisApiKeyStore } from "./upstash/redis-api-key-store.ts";
import { createRedisAuditTrail } from "./upstash/redis-audit-trail.ts";
import { createRedisClient } from "./upstash/redis-client.ts";
import { createRedisDocumentStore } from "./upstash/redis-document-store.ts";
import { createRedisEnrichMemory } from "./upstash/redis-enrich-memory.ts";
import { createRedisJobStore } from "./upstash/redis-job-store.ts";
import { createRedisResultStore } from "./upstash/redis-result-store.ts";
import { createRedisUploadStore } from "./upstash/redis-upload-store.ts";
import { createSlidingWindowLimiter } from "./upstash/sliding-window-limiter.ts";
import { tenantNamer } from "./upstash/tenant-names.ts";

function retentionOf(env: Env): Retention {
  return {
    ...DEFAULT_RETENTION,
    activeJobSeconds: env.RETENTION_ACTIVE_JOB_SECONDS,
    succeededJobSeconds: env.RETENTION_SUCCEEDED_JOB_SECONDS,
    failedJobSeconds: env.RETENTION_FAILED_JOB_SECONDS,
    documentSeconds: env.RETENTION_DOCUMENT_SECONDS,
    uploadSeconds: env.RETENTION_UPLOAD_SECONDS,
    resultCacheSeconds: env.RETENTION_RESULT_CACHE_SECONDS,
    idempotencySeconds: env.RETENTION_IDEMPOTENCY_SECONDS,
    quarantineSeconds: env.RETENTION_QUARANTINE_SECONDS,
    memorySeconds: env.RETENTION_MEMORY_SECONDS,
  };
}

function timingOf(env: Env): JobTiming {
  return {
    deadlineMs: env.JOB_DEADLINE_SECONDS * 1_000,
    stallMs: env.JOB_STALL_SECONDS * 1_000,
    leaseMs: env.JOB_LEASE_SECONDS * 1_000,
  };
}

function qstashOf(env: Env): QstashSettings {
  return {
    url: env.QSTASH_URL,
    token: env.QSTASH_TOKEN,
    baseUrl: env.baseUrl,
    bypassSecret: env.VERCEL_AUTOMATION_BYPASS_SECRET,
  };
}

/** Documents come in unseen where no scanner is set. */
function scanOf(env: Env, log: Log): ScanDocument {
  const { CLAMAV_HOST: host, CLAMAV_PORT: port } = env;
  return createScan(host === undefined ? null : createClamdScanner({ host, port }), env.CLAMAV_ON_FAILURE, log);
}

function limitsOf(
  { limits: settings, addressHeader }: Env,
  deps: { readonly limiter: RateLimiter; readonly audit: AuditTrail; readonly log: Log },
): Limits {
  return createLimits({ ...deps, settings, addressHeader, now: Date.now });
}

/** The services of a function that opens no document; a PDF engine is not among what this file imports. A deployment fetches links with its own client. */
export function buildServices(env: Env, links: GuardedFetch = createGuardedClient()): Services {
  const redis = createRedisClient(env.redis);
  const retention = retentionOf(env);
  const revision = resultVersion(env.VERCEL_GIT_COMMIT_SHA);
  const ttl = timesToLive(retention);
  const timing = timingOf(env);
  const vault = new Vault(env.DATA_KEY, env.DATA_KEY_PREVIOUS === undefined ? [] : [env.DATA_KEY_PREVIOUS]);
  const log = createJsonLog();
  const nameFor = tenantNamer(env.redis.token);
  const audit = createRedisAuditTrail(redis, { ttl, vault, nameFor, log });
  const qstash = qstashOf(env);
  const objects = env.objects && createS3ObjectStore(env.objects);
  const ledger = objects && new ObjectLedger(redis, { objects, ttl, vault });
  const large = objects && ledger && { objects, ledger };
  const signingKeys = { current: env.QSTASH_CURRENT_SIGNING_KEY, next: env.QSTASH_NEXT_SIGNING_KEY };
  const keys = createRedisApiKeyStore(redis, ttl);
  return {
    pipeline: {
      jobs: createRedisJobStore(redis, { ttl, timing, vault }),
      admission: createRedisAdmission(redis, {
        ttl,
        timing,
        vault,
        // Every instance has it and nobody else, so that no further secret need be set.
        secret: env.redis.token,
        resultVersion: revision,
      }),
      documents: createRedisDocumentStore(redis, { ttl, vault, large }),
      objects: ledger ?? NO_OBJECTS,
      results: createRedisResultStore(redis, { ttl, timing, vault }),
      timing,
      unitPages: env.TRANSLATE_PAGES,
      queue: createQstashStageQueue(qstash),
      sweepSchedule: createQstashSweepSchedule({ ...qstash, cron: env.sweepCron }, log),
      log,
    },
    origins: new Set(env.ALLOWED_ORIGINS),
    keys: { keys, environment: env.keyEnvironment, audit },
    authenticator: createAuthenticator({
      keys,
      environment: env.keyEnvironment,
      adminKey: env.ADMIN_API_KEY,
      tokens: null,
    }),
    audit,
    limits: limitsOf(env, { limiter: createSlidingWindowLimiter(redis, { nameFor, log }), audit, log }),
    deadLetters: createQstashDeadLetterStore(qstash),
    deliveries: createQstashDeliveryVerifier(signingKeys, env.baseUrl),
    log,
    retention,
    models: modelSettingsOf(env),
    memory: createRedisEnrichMemory(redis, { vault, ttl, nameFor: tenantNamer(env.redis.token) }),
    revision,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    uploads: {
      uploads: createRedisUploadStore(redis, { ttl, vault, nameFor, large }),
      maxDocumentBytes: env.MAX_DOCUMENT_BYTES,
      direct: objects && ledger && { objects, book: ledger, maxObjectBytes: env.MAX_OBJECT_BYTES },
      scan: scanOf(env, log),
    },
    links,
    pingStore: async () => {
      await redis.ping();
    },
  };
}

let built: Services | undefined;

/** The services of this process, built at the first call. */
export function services(): Services {
  built ??= buildServices(readEnv());
  return built;
}
