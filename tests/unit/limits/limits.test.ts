/** The tables of limits: what must hold between their rows, and between them and the platform. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MAX_WAIT_SECONDS } from "../../../lib/limits/direct.ts";
import { STREAM_SECONDS } from "../../../lib/limits/following.ts";
import {
  DEFAULT_MAX_UPLOAD_BYTES,
  MAX_OPTIONS_CHARS,
  MULTIPART_OVERHEAD_BYTES,
  PIECE_BYTES,
  QUEUE_TIMEOUT_MS,
  REDIS_TIMEOUT_MS,
} from "../../../lib/limits/limits.ts";
import { ADDRESS_LIMITS, PLANS } from "../../../lib/limits/plans.ts";
import { RATE_POLICIES, RATE_WINDOW_NAMES, RATE_WINDOWS } from "../../../lib/limits/rate-policies.ts";
import { DEFAULT_RETENTION } from "../../../lib/limits/retention.ts";
import {
  FAILED_STAGE_PATH,
  FAILED_STAGE_RETRIES,
  STAGE_POLICIES,
  stageRetryAfterSeconds,
} from "../../../lib/limits/stage-policies.ts";

const ROOT = join(import.meta.dirname, "../../..");
const vercel: { readonly functions: Record<string, { readonly maxDuration: number }> } = JSON.parse(
  readFileSync(join(ROOT, "vercel.json"), "utf8"),
);

/** `a/{b,c}.ts` → `a/b.ts`, `a/c.ts`. */
function expandBraces(pattern: string): string[] {
  const [, head = "", list = "", tail = ""] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? [];
  return list === "" ? [pattern] : list.split(",").map((part) => `${head}${part}${tail}`);
}

const maxDurations = new Map<string, number>(
  Object.entries(vercel.functions).flatMap(([pattern, { maxDuration }]) =>
    expandBraces(pattern).map((file) => [`/${file.replace(/\.ts$/, "")}`, maxDuration] as const),
  ),
);

describe("The limits", () => {
  it("let the largest file through Vercel's 4.5 MB of body, its envelope and options included", () => {
    expect(DEFAULT_MAX_UPLOAD_BYTES + MULTIPART_OVERHEAD_BYTES).toBeLessThanOrEqual(4_500_000);
    expect(MAX_OPTIONS_CHARS).toBeLessThan(MULTIPART_OVERHEAD_BYTES);
  });

  it("keep a stored piece far below Upstash's 10 MB a request, also as base64", () => {
    expect((PIECE_BYTES * 4) / 3).toBeLessThan(10_000_000 / 6);
  });

  it("end a call to Redis or the broker within the shortest function", () => {
    const shortest = Math.min(...maxDurations.values());
    expect(Math.max(REDIS_TIMEOUT_MS, QUEUE_TIMEOUT_MS)).toBeLessThan(shortest * 1000);
  });
});

describe("The times that things are kept", () => {
  it("outlast the work: an active job is kept longest, and all are set", () => {
    const { activeJobSeconds, succeededJobSeconds, documentSeconds } = DEFAULT_RETENTION;
    expect(activeJobSeconds).toBeGreaterThanOrEqual(Math.max(succeededJobSeconds, documentSeconds));
    for (const seconds of Object.values(DEFAULT_RETENTION)) {
      expect(Number.isInteger(seconds) && seconds >= 60).toBe(true);
    }
  });

  it("are an hour for a result and for a document that is no longer needed, a day for a failure", () => {
    expect(DEFAULT_RETENTION).toMatchObject({
      succeededJobSeconds: 3_600,
      documentSeconds: 3_600,
      failedJobSeconds: 86_400,
    });
  });
});

describe("The policies of the stages", () => {
  it.each(Object.entries(STAGE_POLICIES))(
    "%s has a path of its own, and gives up before Vercel does",
    (kind, policy) => {
      // What ends a job that is added to is worked out where it is added to.
      expect(policy.path).toBe(`/api/stages/${kind === "finish" ? "enrich" : kind}`);
      expect(policy.timeoutSeconds).toBeLessThan(maxDurations.get(policy.path) ?? 0);
      expect(policy.timeoutSeconds).toBeGreaterThan((maxDurations.get(policy.path) ?? 0) - 30);
    },
  );

  it("keep within the three retries of QStash's free plan, so that a bad document costs few attempts", () => {
    for (const { retries } of Object.values(STAGE_POLICIES)) expect([1, 2, 3]).toContain(retries);
  });

  it("ends a stream of events, and a request that waits, well before their function is ended", () => {
    const seconds = Math.max(STREAM_SECONDS, MAX_WAIT_SECONDS);
    // The last look at the job may take as long as one request to the store may.
    expect(seconds + REDIS_TIMEOUT_MS / 1_000).toBeLessThan(maxDurations.get("/api/v1") ?? 0);
  });

  it("report what failed, at least as stubbornly as the stages themselves", () => {
    expect(maxDurations.has(FAILED_STAGE_PATH)).toBe(true);
    for (const { retries } of Object.values(STAGE_POLICIES))
      expect(FAILED_STAGE_RETRIES).toBeGreaterThanOrEqual(retries);
  });

  it("ask for more patience at every attempt, a minute at most", () => {
    expect([-1, 0, 1, 2, 3, 99].map(stageRetryAfterSeconds)).toEqual([1, 1, 5, 25, 60, 60]);
  });
});

describe("The rate policies", () => {
  it("are those that were promised to the free plan and to addresses", () => {
    expect(PLANS.free).toMatchObject({ general_hour: 1_000, uploads_minute: 5, uploads_hour: 10 });
    expect(ADDRESS_LIMITS).toEqual({
      anonymous_minute: 10,
      anonymous_hour: 100,
      login_minute: 5,
      password_reset_hour: 3,
    });
    expect(PLANS.unlimited).not.toHaveProperty("uploads_minute");
  });

  it("use every window once, and windows last as their names say", () => {
    const used = Object.values(RATE_POLICIES).flatMap(({ windows }): readonly string[] => windows);
    expect([...used].sort()).toEqual([...RATE_WINDOW_NAMES].sort());
    for (const [name, seconds] of Object.entries(RATE_WINDOWS)) {
      expect(seconds, name).toBe(name.endsWith("_minute") ? 60 : 3_600);
    }
  });
});
