/** AccountBook on Upstash Redis; what it reads the jobs' scripts have written. */

import { randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { LogEntry, LogQuery } from "../contracts/processing-log.ts";
import type { Vault } from "../crypto/vault.ts";
import type { AccountBook, JobPlace } from "../jobs/account-book.ts";
import { accountRefusal } from "../jobs/account-refusal.ts";
import { dayOf } from "../limits/days.ts";
import { CHARGE_SECONDS, LOG_SCAN } from "../limits/quotas.ts";
import { guardStore } from "./guard-store.ts";
import { openLabel } from "./job-hash.ts";
import { accountScriptKeys, accountUploadsKey, chargeKey, type TimesToLive, usageKey } from "./keys.ts";
import { type StoredEntry, storedEntrySchema } from "./log-entry.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { READ_LOG, READ_USAGE } from "./scripts/account-log.ts";
import { CHARGE_PAGES, GIVE_PAGES_BACK } from "./scripts/charge.ts";
import type { TenantNamer } from "./tenant-names.ts";
import { usageOfDay } from "./usage-hash.ts";

/** More jobs than that of one account are not made in one millisecond. */
const MAX_JOBS_OF_A_MOMENT = 50;

interface BookSettings {
  readonly ttl: Pick<TimesToLive, "usage">;
  readonly vault: Vault;
  readonly nameFor: TenantNamer;
}

/** `time_job`, as the script tells it; anything else begins at the newest. */
function placeOf(cursor: string | undefined): { readonly from: string; readonly before: string } {
  const [, from = "+inf", before = ""] = /^(\d{1,15})_(job_[0-9a-f]{32})$/.exec(cursor ?? "") ?? [];
  return { from, before };
}

/** The name is told only where its key is still there. */
function nameOf(vault: Vault, { key, label }: StoredEntry): string | null {
  if (key === undefined || label === undefined) return null;
  try {
    return openLabel(vault, key, label);
  } catch {
    return null;
  }
}

function viewEntry(vault: Vault, entry: StoredEntry): LogEntry {
  const { id, state, created_at, started_at, finished_at } = entry;
  return {
    id,
    status: state,
    created_at: new Date(created_at).toISOString(),
    finished_at: new Date(finished_at).toISOString(),
    duration_ms: started_at === undefined ? null : Math.max(0, finished_at - started_at),
    name: nameOf(vault, entry),
    pages: entry.pages ?? null,
    size_bytes: entry.bytes ?? null,
    engine: entry.engine ?? null,
    cached: entry.cached !== undefined,
    error_code: entry.code ?? null,
    credential: entry.credential ?? null,
    deleted: entry.deleted !== undefined,
  };
}

/** `until` and the cursor both say where to begin: the earlier one counts. */
function scriptArgs({ cursor, since, until, limit, status }: LogQuery): string[] {
  const place = placeOf(cursor);
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  const from = place.from === "+inf" ? Number.POSITIVE_INFINITY : Number(place.from);
  const [start, before] = end < from ? [String(end), ""] : [place.from, place.before];
  return [
    start,
    before,
    since === undefined ? "-inf" : String(Date.parse(since)),
    String(limit),
    String(LOG_SCAN),
    status ?? "",
  ];
}

type KeysOf = (tenant: string) => { readonly jobs: string; readonly entries: string };

/** Single jobs of an account. */
function jobsOf(redis: Redis, keysOf: KeysOf): Pick<AccountBook, "jobsFrom" | "endOf"> {
  return {
    async jobsFrom(tenant, { after, since, until, limit }) {
      const newestAt = Math.min(after?.at ?? Number.POSITIVE_INFINITY, until ?? Number.POSITIVE_INFINITY);
      const from = Number.isFinite(newestAt) ? newestAt : "+inf";
      // Those of the very moment of the one before, and before it, are told already.
      const range = {
        byScore: true,
        rev: true,
        withScores: true,
        offset: 0,
        count: limit + MAX_JOBS_OF_A_MOMENT,
      } as const;
      const reply = await guardStore(() => redis.zrange(keysOf(tenant).jobs, from as "+inf", since ?? "-inf", range));
      const list = rawReply<string>(reply);
      const places: JobPlace[] = [];
      for (let n = 0; n < list.length; n += 2) places.push({ id: list[n] ?? "", at: Number(list[n + 1]) });
      const isBehind = ({ id, at }: JobPlace) => after === null || at < after.at || (at === after.at && id < after.id);
      return places.filter(isBehind).slice(0, limit);
    },

    async endOf(tenant, id) {
      const text = await guardStore(() => redis.hget<string>(keysOf(tenant).entries, id));
      if (text === null) return null;
      const entry = storedEntrySchema.parse(JSON.parse(text));
      return entry.deleted === undefined ? entry.state : null;
    },
  };
}

export function createRedisAccountBook(redis: Redis, { ttl, vault, nameFor }: BookSettings): AccountBook {
  const macOf = (tenant: string) => nameFor(tenant)("account");
  const keysOf = (tenant: string) => {
    const [live = "", jobs = "", log = "", entries = ""] = accountScriptKeys(usageKey(macOf(tenant), ""));
    return { live, jobs, log, entries, uploads: accountUploadsKey(macOf(tenant)) };
  };
  const newest = (key: string, limit: number) =>
    guardStore(() => redis.zrange<string[]>(key, 0, limit - 1, { rev: true }));
  const drop = async (key: string, [first, ...rest]: readonly string[]) => {
    if (first !== undefined) await guardStore(() => redis.zrem(key, first, ...rest));
  };

  return {
    ...jobsOf(redis, keysOf),

    async usage(tenant, days) {
      if (days.length === 0) return [];
      const keys = days.map((day) => usageKey(macOf(tenant), day));
      const hashes = await guardStore(() => runScript<string[][]>(redis, READ_USAGE, keys, []));
      return hashes.flatMap((fields, at) => (fields.length === 0 ? [] : [usageOfDay(days[at] ?? "", fields)]));
    },

    async charge(tenant, { credential, pages_per_day }, pages) {
      const now = Date.now();
      const keys = [usageKey(macOf(tenant), dayOf(now)), chargeKey(macOf(tenant), randomBytes(16).toString("hex"))];
      const args = [pages, pages_per_day ?? "", credential, ttl.usage, CHARGE_SECONDS].map(String);
      const taken = await guardStore(() => runScript<number>(redis, CHARGE_PAGES, keys, args));
      if (taken === 0) throw accountRefusal("quota_exceeded", now);
      return async () => {
        await guardStore(() => runScript<number>(redis, GIVE_PAGES_BACK, keys, []));
      };
    },

    async log(tenant, query) {
      const { log, entries } = keysOf(tenant);
      const [cursor, page] = await guardStore(() =>
        runScript<[cursor: string, page: string[]]>(redis, READ_LOG, [log, entries], scriptArgs(query)),
      );
      const found = page.map((text) => viewEntry(vault, storedEntrySchema.parse(JSON.parse(text))));
      return { entries: found, next_cursor: cursor === "" ? null : cursor };
    },

    jobs: (tenant, limit) => newest(keysOf(tenant).jobs, limit),
    uploads: (tenant, limit) => newest(keysOf(tenant).uploads, limit),
    dropJobs: (tenant, ids) => drop(keysOf(tenant).jobs, ids),
    dropUploads: (tenant, ids) => drop(keysOf(tenant).uploads, ids),

    async eraseLog(tenant) {
      const { log, entries, live } = keysOf(tenant);
      const count = await guardStore(() => redis.hlen(entries));
      await guardStore(() => redis.del(log, entries, live));
      return count;
    },

    async eraseUsage(tenant, days) {
      const [first, ...rest] = days.map((day) => usageKey(macOf(tenant), day));
      return first === undefined ? 0 : guardStore(() => redis.del(first, ...rest));
    },
  };
}
