/** The only reader of the environment: one schema, all problems told at once. */
import { z } from "zod";
import { ACCOUNT_VARIABLES, accountProblems } from "./auth/account-settings.ts";
import { KEY_ENVIRONMENTS, type KeyEnvironment } from "./auth/key-text.ts";
import { originSchema } from "./auth/origin.ts";
import { httpUrl } from "./contracts/http-url.ts";
import { parseKey } from "./crypto/vault.ts";
import { SCAN_FAILURE_POLICIES } from "./documents/virus-scan.ts";
import { enrichVariables } from "./enrich-env.ts";
import { CHUNK_CHARACTERS, DEFAULT_CHUNK_CHARACTERS, DEFAULT_MAX_CHUNKS } from "./limits/chunk-limits.ts";
import { DEFAULT_DIRECT_MAX_PAGES } from "./limits/direct.ts";
import { DEFAULT_JOB_TIMING } from "./limits/job-timing.ts";
import { MAX_ALLOWED_ORIGINS } from "./limits/key-limits.ts";
import { limitsText, withRequestsPerMinute } from "./limits/limit-settings.ts";
import {
  DEFAULT_MAX_DOCUMENT_BYTES,
  DEFAULT_MAX_PAGES,
  DEFAULT_MAX_UPLOAD_BYTES,
  MIN_DOCUMENT_BYTES,
} from "./limits/limits.ts";
import { DEFAULT_MAX_OBJECT_BYTES } from "./limits/object-limits.ts";
import { DEFAULT_REQUESTS_PER_MINUTE, type LimitSettings } from "./limits/plans.ts";
import { DEFAULT_RANGE_PAGES } from "./limits/ranges.ts";
import { BYTES_PER_MB, DEFAULT_SANDBOX_LIMITS } from "./limits/sandbox.ts";
import { DEFAULT_SINK_RETRY_SECONDS } from "./limits/sinks.ts";
import { DEFAULT_ACCOUNT_PARALLELISM, DEFAULT_SWEEP_CRON } from "./limits/stage-policies.ts";
import { DEFAULT_CLAMAV_PORT } from "./limits/virus-scan.ts";
import { DEFAULT_WEBHOOK_RETRY_SECONDS, MAX_WEBHOOK_RETRY_SECONDS } from "./limits/webhooks.ts";
import { observeVariables } from "./observe-env.ts";
import { retentionVariables } from "./retention-env.ts";
import type { S3Settings } from "./s3/s3-address.ts";
import { missingOfSinks, sinkVariables } from "./sink-env.ts";

/** Seconds that may be fractions, kept as milliseconds in the defaults. */
const duration = (defaultMs: number, max: number) =>
  z.coerce
    .number()
    .min(0.1)
    .max(max)
    .default(defaultMs / 1_000);
/** `off`, or a cron expression of five fields, with a time zone before them if need be. The broker checks it whole. */
const cron = z
  .string()
  .regex(/^(off|(CRON_TZ=\S+ )?\S+( \S+){4})$/, "must be five fields of a cron expression, or off");
/** 32 bytes as base64 or hex. */
const dataKey = z.string().transform((text, context) => {
  const key = parseKey(text);
  if (key !== null) return key;
  context.addIssue({ code: "custom", message: "must be 32 random bytes as base64 or hex: openssl rand -base64 32" });
  return z.NEVER;
});
/** Origins with commas or blanks between them, each to the letter as browsers send it. */
const origins = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter((origin) => origin !== ""))
  .pipe(z.array(originSchema).max(MAX_ALLOWED_ORIGINS));
/** Waits one after the other, parted by commas. */
const waits = (fallback: readonly number[]) =>
  z
    .string()
    .regex(/^\d{1,6}(,\d{1,6}){0,19}$/, "must be up to 20 numbers of seconds, parted by commas")
    .default(fallback.join(","))
    .transform((text) => text.split(",").map(Number))
    .refine((all) => all.reduce((sum, each) => sum + each, 0) <= MAX_WEBHOOK_RETRY_SECONDS, {
      error: `must be ${MAX_WEBHOOK_RETRY_SECONDS} seconds together at most`,
    });
const bytes = (fallback: number, max = 209_715_200) =>
  z.coerce.number().int().min(MIN_DOCUMENT_BYTES).max(max).default(fallback);
const count = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback);

/**
 * Every variable that the service reads. Upstash's Vercel integration sets KV_REST_API_*, its own console shows
 * UPSTASH_REDIS_REST_*; either pair will do. VERCEL_* are set by Vercel.
 */
export const envSchema = z
  .object({
    KV_REST_API_URL: httpUrl.optional(),
    KV_REST_API_TOKEN: z.string().min(1).optional(),
    UPSTASH_REDIS_REST_URL: httpUrl.optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1).optional(),
    QSTASH_URL: httpUrl.default("https://qstash.upstash.io"),
    QSTASH_TOKEN: z.string().min(1),
    QSTASH_CURRENT_SIGNING_KEY: z.string().min(1),
    QSTASH_NEXT_SIGNING_KEY: z.string().min(1),
    PUBLIC_BASE_URL: httpUrl.optional(),
    DATA_KEY: dataKey,
    DATA_KEY_PREVIOUS: dataKey.optional(),
    ADMIN_API_KEY: z.string().min(32, "at least 32 characters").optional(),
    OLDER_API_ACCOUNT: z
      .string()
      .regex(/^acc_\w{1,60}$/, "must be the name of an account: acc_…")
      .optional(),
    ALLOWED_ORIGINS: origins,
    KEY_ENVIRONMENT: z.enum(KEY_ENVIRONMENTS).optional(),
    ...ACCOUNT_VARIABLES,
    MAX_UPLOAD_BYTES: bytes(DEFAULT_MAX_UPLOAD_BYTES),
    MAX_DOCUMENT_BYTES: bytes(DEFAULT_MAX_DOCUMENT_BYTES),
    MAX_OBJECT_BYTES: bytes(DEFAULT_MAX_OBJECT_BYTES, 1_073_741_824),
    S3_ENDPOINT: httpUrl.optional(),
    S3_REGION: z.string().optional(),
    S3_BUCKET: z.string().optional(),
    S3_ACCESS_KEY_ID: z.string().optional(),
    S3_SECRET_ACCESS_KEY: z.string().optional(),
    S3_PREFIX: z
      .string()
      .regex(/^([\w.-]+\/)*$/, "must be empty or names that each end with a slash")
      .optional(),
    MAX_PAGES: count(DEFAULT_MAX_PAGES, 100_000),
    DIRECT_MAX_BYTES: count(DEFAULT_MAX_UPLOAD_BYTES, 209_715_200),
    DIRECT_MAX_PAGES: count(DEFAULT_DIRECT_MAX_PAGES, 1_000),
    CHUNK_CHARACTERS: z.coerce
      .number()
      .int()
      .min(CHUNK_CHARACTERS.min)
      .max(CHUNK_CHARACTERS.max)
      .default(DEFAULT_CHUNK_CHARACTERS),
    MAX_CHUNKS: count(DEFAULT_MAX_CHUNKS, 1_000_000),
    RANGE_PAGES: count(DEFAULT_RANGE_PAGES, 10_000),
    JOB_DEADLINE_SECONDS: duration(DEFAULT_JOB_TIMING.deadlineMs, 86_400),
    JOB_STALL_SECONDS: duration(DEFAULT_JOB_TIMING.stallMs, 3_600),
    JOB_LEASE_SECONDS: duration(DEFAULT_JOB_TIMING.leaseMs, 3_600),
    SANDBOX_WORKERS: count(DEFAULT_SANDBOX_LIMITS.workers, 64),
    SANDBOX_MEMORY_MB: count(DEFAULT_SANDBOX_LIMITS.processBytes / BYTES_PER_MB, 65_536),
    SANDBOX_OPEN_SECONDS: count(DEFAULT_SANDBOX_LIMITS.openMs / 1_000, 200),
    SANDBOX_PAGE_SECONDS: count(DEFAULT_SANDBOX_LIMITS.pageMs / 1_000, 200),
    REQUESTS_PER_MINUTE: count(DEFAULT_REQUESTS_PER_MINUTE, 1_000_000),
    LIMITS: limitsText,
    ACCOUNT_PARALLELISM: count(DEFAULT_ACCOUNT_PARALLELISM, 1_000),
    CLIENT_ADDRESS_HEADER: z
      .string()
      .regex(/^[A-Za-z][A-Za-z-]{0,63}$/, "must be the name of a header")
      .optional(),
    SWEEP_CRON: cron.default(DEFAULT_SWEEP_CRON),
    ...retentionVariables,
    WEBHOOK_RETRY_SECONDS: waits(DEFAULT_WEBHOOK_RETRY_SECONDS),
    SINK_RETRY_SECONDS: waits(DEFAULT_SINK_RETRY_SECONDS),
    CLAMAV_HOST: z
      .string()
      .regex(/^[\w.:-]{1,253}$/, "must be a host name or an address, without a port")
      .optional(),
    CLAMAV_PORT: count(DEFAULT_CLAMAV_PORT, 65_535),
    CLAMAV_ON_FAILURE: z.enum(SCAN_FAILURE_POLICIES).default("reject"),
    ...enrichVariables,
    ...sinkVariables,
    ...observeVariables,
    VERCEL: z.string().optional(),
    VERCEL_ENV: z.enum(["production", "preview", "development"]).optional(),
    VERCEL_URL: z.string().optional(),
    VERCEL_BRANCH_URL: z.string().optional(),
    VERCEL_PROJECT_PRODUCTION_URL: z.string().optional(),
    VERCEL_GIT_COMMIT_SHA: z.string().optional(),
    VERCEL_AUTOMATION_BYPASS_SECRET: z.string().optional(),
  })
  .superRefine(
    (env, context) => {
      const message = "Set KV_REST_API_URL and KV_REST_API_TOKEN (or UPSTASH_REDIS_REST_URL and _TOKEN).";
      if (redisOf(env) === null) context.addIssue({ code: "custom", path: ["KV_REST_API_URL"], message });
      if ((env.JOB_STALL_SECONDS ?? 0) < (env.JOB_LEASE_SECONDS ?? 0)) {
        const sentence = "A job must not count as stalled while a lease may hold: at least JOB_LEASE_SECONDS.";
        context.addIssue({ code: "custom", path: ["JOB_STALL_SECONDS"], message: sentence });
      }
      for (const name of missingOfS3(env)) {
        context.addIssue({ code: "custom", path: [name], message: "Set it, or none of S3_*." });
      }
      for (const name of missingOfSinks(env)) {
        context.addIssue({ code: "custom", path: [name], message: "Set it too, or none that belongs to it." });
      }
      for (const [name, message] of accountProblems(env)) {
        context.addIssue({ code: "custom", path: [name], message });
      }
      if (baseUrlOf(env) === null) {
        context.addIssue({ code: "custom", path: ["PUBLIC_BASE_URL"], message: "Set PUBLIC_BASE_URL off Vercel." });
      }
    },
    // Also when single variables are wrong, or their problems would hide these.
    { when: () => true },
  );

type RawEnv = z.infer<typeof envSchema>;

const DEFAULT_S3_PREFIX = "docat/";
/** What every service but Amazon's own takes for its region: R2 for its one, MinIO for what it is set up with. */
const DEFAULT_S3_REGION = "us-east-1";

/** The settings in the form that the container wants. */
export interface Env extends RawEnv {
  readonly redis: { readonly url: string; readonly token: string };
  /** Where the broker reaches our stages: no trailing slash. Never taken from a request. */
  readonly baseUrl: string;
  /** Where large documents go; null: nowhere else than to Redis. */
  readonly objects: S3Settings | null;
  /** Which API keys count here. */
  readonly keyEnvironment: KeyEnvironment;
  /** When the sweep is called; null: never. */
  readonly sweepCron: string | null;
  /** What accounts and addresses may, where that is set. */
  readonly limits: LimitSettings;
  /** The header in which the deployment's own front says where a caller is; null: nobody says so. */
  readonly addressHeader: string | null;
}

/** Vercel writes it over whatever the caller sent; off Vercel anybody may write it, unless a proxy in front is said to do the same. */
const VERCEL_ADDRESS_HEADER = "x-real-ip";

function addressHeaderOf({ VERCEL, CLIENT_ADDRESS_HEADER }: RawEnv): string | null {
  return VERCEL === "1" ? VERCEL_ADDRESS_HEADER : (CLIENT_ADDRESS_HEADER ?? null);
}

/** A pair counts only as a whole: one database's address is of no use with another's token. */
function redisOf(env: Partial<RawEnv>): Env["redis"] | null {
  const pairs = [
    { url: env.KV_REST_API_URL, token: env.KV_REST_API_TOKEN },
    { url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN },
  ];
  for (const { url, token } of pairs) if (url !== undefined && token !== undefined) return { url, token };
  return null;
}

/** The variables without which the others of the group are of no use; none when none of it is set. */
function missingOfS3(env: Partial<RawEnv>): string[] {
  const group = [
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_BUCKET",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "S3_PREFIX",
  ] as const;
  if (group.every((name) => env[name] === undefined)) return [];
  const needed = ["S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;
  const missing: string[] = needed.filter((name) => env[name] === undefined);
  return env.S3_ENDPOINT === undefined && env.S3_REGION === undefined ? [...missing, "S3_REGION"] : missing;
}

function objectsOf(env: RawEnv): S3Settings | null {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return null;
  const {
    S3_ENDPOINT: endpoint = null,
    S3_REGION: region = DEFAULT_S3_REGION,
    S3_PREFIX: prefix = DEFAULT_S3_PREFIX,
  } = env;
  return { endpoint, region, bucket, accessKeyId, secretAccessKey, prefix };
}

function baseUrlOf(env: Partial<RawEnv>): string | null {
  if (env.PUBLIC_BASE_URL !== undefined) return env.PUBLIC_BASE_URL.replace(/\/$/, "");
  const production = env.VERCEL_ENV === "production" ? env.VERCEL_PROJECT_PRODUCTION_URL : undefined;
  const host = production ?? env.VERCEL_BRANCH_URL ?? env.VERCEL_URL;
  return host === undefined ? null : `https://${host}`;
}

/**
 * A preview has a schedule only where the variable is set for it: each branch would have one of its own, for good, and
 * the schedules and messages of QStash's smallest plan would soon be spent.
 */
function sweepCronOf(env: RawEnv, isSet: boolean): string | null {
  return env.SWEEP_CRON === "off" || (env.VERCEL_ENV === "preview" && !isSet) ? null : env.SWEEP_CRON;
}

/** Parses a set of variables. Empty ones count as absent. Throws an Error that lists every problem by its name, never its value. */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = envSchema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not complete:\n${lines.join("\n")}`);
  }
  const redis = redisOf(parsed.data);
  const baseUrl = baseUrlOf(parsed.data);
  if (redis === null || baseUrl === null) throw new Error("The environment is not complete.");
  const sweepCron = sweepCronOf(parsed.data, present.SWEEP_CRON !== undefined);
  const keyEnvironment = parsed.data.KEY_ENVIRONMENT ?? (parsed.data.VERCEL_ENV === "production" ? "live" : "test");
  const derived = {
    keyEnvironment,
    limits: withRequestsPerMinute(parsed.data.LIMITS, parsed.data.REQUESTS_PER_MINUTE),
    addressHeader: addressHeaderOf(parsed.data),
  };
  return { ...parsed.data, ...derived, redis, baseUrl, objects: objectsOf(parsed.data), sweepCron };
}

export function readEnv(): Env {
  return parseEnv(process.env);
}
