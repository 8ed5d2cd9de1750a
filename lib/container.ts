/** Builds everything once, from the environment. The only place that sees both the ports and what fills them. */
import { buildAccounts } from "./account-container.ts";
import type { ApiKeyStore } from "./auth/api-key.ts";
import { createAuthenticator, unnamedCaller } from "./auth/authenticator.ts";
import { createPasswordHasher, type PasswordHasher } from "./auth/password-hash.ts";
import type { TokenIdentifier } from "./auth/token-identifier.ts";
import type { UploadTokenStore } from "./auth/upload-token.ts";
import type { AuditTrail } from "./contracts/audit-event.ts";
import type { GuardedFetch } from "./contracts/guarded-fetch.ts";
import type { Log } from "./contracts/log.ts";
import type { RateLimiter } from "./contracts/rate-limiter.ts";
import { Vault } from "./crypto/vault.ts";
import { NO_OBJECTS } from "./documents/document-objects.ts";
import type { ObjectStore } from "./documents/object-store.ts";
import type { UploadStore } from "./documents/upload-store.ts";
import { modelSettingsOf } from "./enrich-env.ts";
import { type Env, readEnv } from "./env.ts";
import { buildHealth } from "./health-container.ts";
import { createLimits, type Limits } from "./http/limits.ts";
import { recordsOf } from "./http/records.ts";
import type { Services } from "./http/services.ts";
import type { JobTiming } from "./limits/job-timing.ts";
import { resultVersion } from "./limits/result-version.ts";
import { DEFAULT_RETENTION, type Retention } from "./limits/retention.ts";
import { Recorder } from "./metrics/recorder.ts";
import { createClamdScanner } from "./net/clamd-client.ts";
import { createGuardedClient } from "./net/guarded-client.ts";
import { tracedFetch } from "./net/traced-fetch.ts";
import { buildObserved } from "./observe-container.ts";
import type { PipelineDeps } from "./pipeline/pipeline-deps.ts";
import { createScan, type ScanDocument } from "./pipeline/scan-document.ts";
import type { StageQueue } from "./pipeline/stage-queue.ts";
import { tracedQueue } from "./pipeline/traced-queue.ts";
import type { UploadDeps } from "./pipeline/uploads.ts";
import { createS3ObjectStore } from "./s3/s3-object-store.ts";
import { timesToLive } from "./upstash/keys.ts";
import { ObjectLedger } from "./upstash/object-ledger.ts";
import type { QstashSettings } from "./upstash/qstash-client.ts";
import { createQstashDeadLetterStore } from "./upstash/qstash-dead-letter-store.ts";
import { createQstashDeliveryVerifier } from "./upstash/qstash-delivery-verifier.ts";
import { createQstashStageQueue } from "./upstash/qstash-stage-queue.ts";
import { createQstashSweepSchedule } from "./upstash/qstash-sweep-schedule.ts";
import { createRecentResults } from "./upstash/recent-results.ts";
import { createRedisAccountBook } from "./upstash/redis-account-book.ts";
import { type AdmissionSettings, createRedisAdmission } from "./upstash/redis-admission.ts";
import { createRedisApiKeyStore } from "./upstash/redis-api-key-store.ts";
import { createRedisAuditTrail } from "./upstash/redis-audit-trail.ts";
import { createRedisClient, type RedisClient } from "./upstash/redis-client.ts";
import { createRedisDocumentStore } from "./upstash/redis-document-store.ts";
import { createRedisEnrichMemory } from "./upstash/redis-enrich-memory.ts";
import { createRedisGlossaryStore } from "./upstash/redis-glossary-store.ts";
import { createRedisJobStore } from "./upstash/redis-job-store.ts";
import { createRedisMetrics } from "./upstash/redis-metrics.ts";
import { createRedisResultStore } from "./upstash/redis-result-store.ts";
import { createRedisUploadStore } from "./upstash/redis-upload-store.ts";
import { createRedisUploadTokenStore } from "./upstash/redis-upload-token-store.ts";
import { createSlidingWindowLimiter } from "./upstash/sliding-window-limiter.ts";
import { tenantNamer } from "./upstash/tenant-names.ts";
import { buildWaysOut } from "./ways-out-container.ts";

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
    logSeconds: env.RETENTION_LOG_SECONDS,
    usageSeconds: env.RETENTION_USAGE_SECONDS,
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

/** The secret is one that every instance has and nobody else, so that no further one need be set. */
function jobStoresOf(
  redis: RedisClient,
  settings: AdmissionSettings,
): Pick<PipelineDeps, "jobs" | "admission" | "results"> {
  const recent = createRecentResults();
  return {
    jobs: createRedisJobStore(redis, settings, recent),
    admission: createRedisAdmission(redis, settings, recent),
    results: createRedisResultStore(redis, settings),
  };
}

type Large = { readonly objects: ObjectStore; readonly ledger: ObjectLedger } | null;

function uploadsOf(env: Env, uploads: UploadStore, large: Large, log: Log): UploadDeps {
  return {
    uploads,
    maxDocumentBytes: env.MAX_DOCUMENT_BYTES,
    direct: large && { objects: large.objects, book: large.ledger, maxObjectBytes: env.MAX_OBJECT_BYTES },
    scan: scanOf(env, log),
  };
}

/** Who is known by which credential, and what accounts do about their keys. */
function callersOf(
  { keyEnvironment: environment, ADMIN_API_KEY: adminKey, OLDER_API_ACCOUNT: unnamed }: Env,
  {
    keys,
    uploadTokens,
    tokens,
    audit,
  }: {
    readonly uploadTokens: UploadTokenStore;
    readonly keys: ApiKeyStore;
    readonly tokens: TokenIdentifier | null;
    readonly audit: AuditTrail;
  },
): Pick<Services, "keys" | "authenticator" | "olderCaller"> {
  const authenticator = createAuthenticator({ keys, uploadTokens, tokens, environment, adminKey });
  const olderCaller = unnamed === undefined ? null : unnamedCaller(unnamed);
  return { keys: { keys, tokens: uploadTokens, environment, audit }, authenticator, olderCaller };
}

/** The services of a function that opens no document; a PDF engine is not among what this file imports. A deployment fetches links with its own client, and hashes passwords at their full cost. */
export function buildServices(
  env: Env,
  links: GuardedFetch = createGuardedClient(),
  hasher: PasswordHasher = createPasswordHasher(),
): Services {
  const recorder = new Recorder();
  const revision = resultVersion(env.VERCEL_GIT_COMMIT_SHA);
  const lastErrors = new Map<string, string>();
  const { log, carried, ...observed } = buildObserved(env, { version: revision, metrics: recorder, lastErrors });
  const redis = countedRedis(env, recorder, log);
  const retention = retentionOf(env);
  const ttl = timesToLive(retention);
  const timing = timingOf(env);
  const vault = new Vault(env.DATA_KEY, env.DATA_KEY_PREVIOUS === undefined ? [] : [env.DATA_KEY_PREVIOUS]);
  const nameFor = tenantNamer(env.redis.token);
  const audit = createRedisAuditTrail(redis, { ttl, vault, nameFor, log });
  const qstash = qstashOf(env);
  const objects = env.objects && createS3ObjectStore(env.objects);
  const ledger = objects && new ObjectLedger(redis, { objects, ttl, vault });
  const large = objects && ledger && { objects, ledger };
  const accounts = buildAccounts(env, { redis, ttl, vault, audit, log, hasher });
  const signingKeys = { current: env.QSTASH_CURRENT_SIGNING_KEY, next: env.QSTASH_NEXT_SIGNING_KEY };
  const keys = createRedisApiKeyStore(redis, ttl);
  const pipeline: PipelineDeps = {
    ...jobStoresOf(redis, { ttl, timing, vault, secret: env.redis.token, resultVersion: revision }),
    documents: createRedisDocumentStore(redis, { ttl, vault, large }),
    objects: ledger ?? NO_OBJECTS,
    timing,
    unitPages: env.TRANSLATE_PAGES,
    queue: tracedQueue(countedQueue(env, qstash, recorder, { log, carried }), observed.tracer),
    sweepSchedule: createQstashSweepSchedule({ ...qstash, cron: env.sweepCron }, log),
    audit,
    log,
  };
  const uploads = uploadsOf(env, createRedisUploadStore(redis, { ttl, vault, nameFor, large }), large, log);
  const sending = tracedFetch(links, observed.tracer);
  const ways = buildWaysOut(env, { redis, ttl, vault, nameFor, links: sending, audit, pipeline });
  const book = createRedisAccountBook(redis, { ttl, vault, nameFor });
  const held = { webhooks: ways.webhooks.endpoints, accounts: accounts.services.accountStore };
  const glossaries = createRedisGlossaryStore(redis, { vault, ttl });
  return {
    pipeline,
    origins: new Set(env.ALLOWED_ORIGINS),
    ...callersOf(env, { keys, uploadTokens: createRedisUploadTokenStore(redis), tokens: accounts.tokens, audit }),
    ...accounts.services,
    audit,
    limits: limitsOf(env, { limiter: createSlidingWindowLimiter(redis, { nameFor, log }), audit, log }),
    deadLetters: createQstashDeadLetterStore(qstash),
    ...ways,
    deliveries: createQstashDeliveryVerifier(signingKeys, env.baseUrl),
    log,
    observed,
    metrics: metricsOf(env, redis, recorder, log),
    retention,
    models: modelSettingsOf(env),
    memory: createRedisEnrichMemory(redis, { vault, ttl, nameFor: tenantNamer(env.redis.token) }),
    glossaries,
    revision,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    chunks: { defaultCharacters: env.CHUNK_CHARACTERS, maxChunks: env.MAX_CHUNKS },
    uploads,
    records: recordsOf(pipeline, uploads, { ...held, book, audit, keys, glossaries, retention }),
    links,
    health: buildHealth(env, { redis, objects, models: modelSettingsOf(env), lastModelErrors: lastErrors, revision }),
  };
}

function countedRedis(env: Env, recorder: Recorder, log: Log): RedisClient {
  return createRedisClient(env.redis, (commands) => {
    log.info("store.asked", { commands });
    recorder.count("docat_redis_requests_total");
    recorder.count("docat_redis_commands_total", {}, commands);
  });
}

function countedQueue(
  env: Env,
  qstash: QstashSettings,
  recorder: Recorder,
  { log, carried }: { readonly log: Log; readonly carried: () => Readonly<Record<string, string>> },
): StageQueue {
  return createQstashStageQueue(qstash, env.ACCOUNT_PARALLELISM, {
    carried,
    onMessages(messages) {
      log.info("messages.published", { messages });
      recorder.count("docat_broker_messages_total", {}, messages);
    },
  });
}

/** Where nothing is to be written all is counted, and forgotten. */
function metricsOf(env: Env, redis: RedisClient, recorder: Recorder, log: Log): Services["metrics"] {
  const limitBytes = env.STORE_LIMIT_MB === undefined ? null : env.STORE_LIMIT_MB * 1_000_000;
  const { QSTASH_SIGNING_KEYS_SINCE: day } = env;
  const signingKeys = {
    count: new Set([env.QSTASH_CURRENT_SIGNING_KEY, env.QSTASH_NEXT_SIGNING_KEY]).size,
    since: day === undefined ? null : Date.parse(day),
  };
  const store = createRedisMetrics(redis, {
    signingKeys,
    recorder,
    log,
    waitMs: env.METRICS_WAIT_SECONDS * 1_000,
    limitBytes,
  });
  const idle = { ...store, writeWhatIsDue: async () => {} };
  return { recorder, store: env.METRICS === "off" ? idle : store, token: env.METRICS_TOKEN ?? null };
}

let built: Services | undefined;

/** The services of this process, built at the first call. */
export function services(): Services {
  built ??= buildServices(readEnv());
  return built;
}
