/** Metrics in Redis: written in batches that travel with requests which are made anyway, and read as they stand. */
import type { Redis } from "@upstash/redis";
import type { Log } from "../contracts/log.ts";
import type { MetricsStore } from "../contracts/metrics.ts";
import { dayOf } from "../limits/days.ts";
import type { MetricBatch, Recorder } from "../metrics/recorder.ts";
import { guardStore } from "./guard-store.ts";
import {
  ACTIVE_ACCOUNTS_SECONDS,
  AFTER_KEY,
  activeAccountsKey,
  DUE_KEY,
  METRICS_KEY,
  METRICS_SECONDS,
  metricBatchKey,
} from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { ADD_METRICS } from "./scripts/metrics.ts";

/** Longer than the client goes on sending. */
const BATCH_SECONDS = 300;

interface MetricsSettings {
  readonly recorder: Recorder;
  readonly log: Log;
  /** How far apart two batches of a process are at least. */
  readonly waitMs: number;
  readonly limitBytes: number | null;
  /** Of the broker: how many, and since when in milliseconds since 1970 where that is known. */
  readonly signingKeys: { readonly count: number; readonly since: number | null };
}

function memoryOf(info: string): readonly (readonly [string, number])[] {
  const told = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? Number.NaN);
  const found = [
    ["docat_store_used_bytes", told("used_memory")],
    ["docat_store_limit_bytes", told("maxmemory")],
  ] as const;
  return found.filter(([, value]) => Number.isFinite(value) && value > 0);
}

export function createRedisMetrics(
  redis: Redis,
  { recorder, log, waitMs, limitBytes, signingKeys }: MetricsSettings,
): MetricsStore {
  async function add({ id, added, accounts }: MetricBatch): Promise<void> {
    const keys = [METRICS_KEY, activeAccountsKey(dayOf(Date.now())), metricBatchKey(id)];
    const args = [
      BATCH_SECONDS,
      ACTIVE_ACCOUNTS_SECONDS,
      METRICS_SECONDS,
      accounts.length,
      ...accounts,
      ...Object.entries(added).flat(),
    ];
    await guardStore(() => runScript(redis, ADD_METRICS, keys, args));
  }

  async function write(): Promise<void> {
    const batch = recorder.take();
    if (batch === null) return;
    // What is not written is lost: it is told, and nothing waits for it.
    await add(batch).catch((error: unknown) => log.error("metrics.lost", error));
  }

  /** Not every store tells. */
  async function memory(): Promise<readonly (readonly [string, number])[]> {
    try {
      const info = await redis.eval("return redis.call('INFO', 'memory')", [], []);
      return memoryOf(String(info));
    } catch {
      return [];
    }
  }

  return {
    write,
    async writeWhatIsDue() {
      const { untakenMs } = recorder;
      if (untakenMs !== null && untakenMs >= waitMs) await write();
    },
    async read(now) {
      const [hash, due, after, active, keys, told] = await guardStore(() =>
        Promise.all([
          redis.hgetall(METRICS_KEY),
          redis.zcard(DUE_KEY),
          redis.zcard(AFTER_KEY),
          redis.pfcount(activeAccountsKey(dayOf(now))),
          redis.dbsize(),
          memory(),
        ]),
      );
      const list = rawReply<string>(hash ?? []);
      const series = list.flatMap((name, at) => (at % 2 === 0 ? [[name, Number(list[at + 1])] as const] : []));
      const gauges = [
        ["docat_jobs_at_work", Number(due)],
        ["docat_owed_after_end", Number(after)],
        ["docat_active_accounts", Number(active)],
        ["docat_store_keys", Number(keys)],
        ["docat_signing_keys", signingKeys.count],
        ...(signingKeys.since === null
          ? []
          : [["docat_signing_keys_age_seconds", Math.max(0, Math.round((now - signingKeys.since) / 1_000))] as const]),
        ...(limitBytes === null ? [] : [["docat_store_limit_bytes", limitBytes] as const]),
      ] as const;
      return new Map([...series, ...told, ...gauges]);
    },
  };
}
