/** JobStore on Upstash Redis: each step is one Lua script, one request. */

import type { Redis } from "@upstash/redis";
import { afterName } from "../contracts/after-message.ts";
import { rangeName } from "../contracts/page-range.ts";
import { itemOf, messageName } from "../contracts/stage-message.ts";
import { seal, type Vault } from "../crypto/vault.ts";
import { DocatError } from "../errors/docat-error.ts";
import { accountRefusal } from "../jobs/account-refusal.ts";
import type { Holder, WorkItem } from "../jobs/claim.ts";
import { FIRST_EPOCH } from "../jobs/job-record.ts";
import type { GiveUpVerdict, JobStore } from "../jobs/job-store.ts";
import { PIECES_PER_REQUEST } from "../limits/limits.ts";
import { birthArgs } from "./birth-args.ts";
import { guardStore } from "./guard-store.ts";
import { sealSource, toHash } from "./job-hash.ts";
import { jobKeyring, SUMMARY_CONTEXT } from "./job-keyring.ts";
import {
  parseClaim,
  parseCreated,
  parseDue,
  parseGlance,
  parseOutcome,
  parsePlanOutcome,
  parseProgress,
  parseRevival,
} from "./job-replies.ts";
import { type JobScriptRunner, jobScriptRunner, linkedScriptRunner, type ScriptSettings } from "./job-script.ts";
import { AFTER_KEY, DUE_KEY, jobKeys } from "./keys.ts";
import { partFields } from "./part-fields.ts";
import { pack } from "./piece-codec.ts";
import { createRecentResults, type RecentResults } from "./recent-results.ts";
import { rawReply } from "./redis-client.ts";
import { createJobAdditions } from "./redis-job-additions.ts";
import { createJobEnds } from "./redis-job-ends.ts";
import { runScript } from "./run-script.ts";
import { CREATE_JOB } from "./scripts/birth.ts";
import { CLAIM_WORK, RELEASE_LEASE, RENEW_LEASE } from "./scripts/claim-work.ts";
import { COMPLETE_RANGE } from "./scripts/complete-range.ts";
import { PLAN_JOB } from "./scripts/plan-job.ts";
import { PUT_PIECES } from "./scripts/put-pieces.ts";
import { READ_JOB } from "./scripts/read-job.ts";
import { GIVE_UP, LIST_DUE, REVIVE_JOB } from "./scripts/revive-job.ts";

/** In the order in which `parseGlance` takes them. */
const GLANCE_FIELDS = ["leader", "due_at", "state", "epoch", "home"] as const;

/** What stands for the work item of a message that has none. */
const NO_ITEM = "-";

function itemName(item: WorkItem): string {
  if (item === "plan") return item;
  return "unit" in item ? item.unit : rangeName(item);
}

const holding = ({ token, messageId, retried }: Holder) => [token, messageId, retried];

function leasesOf(
  run: JobScriptRunner,
  { timing: { leaseMs }, vault }: ScriptSettings,
): Pick<JobStore, "claim" | "renew" | "release"> {
  return {
    async claim(ref, item, holder) {
      return parseClaim(vault, await run(CLAIM_WORK, ref, [itemName(item), ...holding(holder), leaseMs]));
    },

    async renew(ref, item, { token }) {
      return (await run(RENEW_LEASE, ref, [itemName(item), token, leaseMs])) === 1;
    },

    async release(ref, item, { token }) {
      await run(RELEASE_LEASE, ref, [itemName(item), token]);
    },
  };
}

function looksOf(
  redis: Redis,
  run: JobScriptRunner,
  vault: Vault,
  recent: RecentResults,
): Pick<JobStore, "read" | "glance"> {
  return {
    async read(id) {
      const found = parseProgress(vault, await run(READ_JOB, { id }, []));
      if (found !== null) recent.saw(found);
      return found;
    },

    async glance(id) {
      const fields = await guardStore(() => redis.hmget(jobKeys(id).job, ...GLANCE_FIELDS));
      return parseGlance(rawReply<string | null>(fields ?? []));
    },
  };
}

/** What is to be looked after, jobs and what is owed after their ends. */
function duesOf(redis: Redis): Pick<JobStore, "listDue" | "postpone" | "isOwed" | "strike"> {
  return {
    async listDue(limit) {
      return parseDue(
        await guardStore(() => runScript<unknown>(redis, LIST_DUE, [DUE_KEY, AFTER_KEY], [String(limit)])),
      );
    },

    async postpone(messages, until) {
      const [first, ...rest] = messages.map((message) => ({ score: until, member: afterName(message) }));
      if (first !== undefined) await guardStore(() => redis.zadd(AFTER_KEY, { xx: true }, first, ...rest));
    },

    async isOwed(message) {
      return (await guardStore(() => redis.zscore(AFTER_KEY, afterName(message)))) !== null;
    },

    async strike(message) {
      await guardStore(() => redis.zrem(AFTER_KEY, afterName(message)));
    },
  };
}

/** What is read of jobs tells `recent` of results. */
export function createRedisJobStore(
  redis: Redis,
  settings: ScriptSettings,
  recent: RecentResults = createRecentResults(),
): JobStore {
  const { timing, vault } = settings;
  const run = jobScriptRunner(redis, settings);
  const runLinked = linkedScriptRunner(redis, settings);
  const keys = jobKeyring(redis);

  return {
    ...leasesOf(run, settings),
    ...looksOf(redis, run, vault, recent),
    ...duesOf(redis),
    ...createJobEnds(redis, settings),
    ...createJobAdditions(redis, settings),

    async create({ kept = null, createdAt = null, ...job }) {
      const birth = [
        ...birthArgs(settings, kept, job),
        0,
        createdAt ?? "",
        timing.deadlineMs,
        ...toHash(vault, job, FIRST_EPOCH),
      ];
      const created = parseCreated(vault, await runLinked(CREATE_JOB, { ...job, epoch: FIRST_EPOCH }, birth));
      if (created === "lost") throw new DocatError("document_lost");
      if (created === "changed") throw new DocatError("request_in_progress", { retryAfterSeconds: 1 });
      if (created === "too_many_jobs" || created === "quota_exceeded") throw accountRefusal(created, createdAt);
      return created;
    },

    async plan(ref, plan, ranges, holder, found) {
      const lease = [...holding(holder), timing.leaseMs];
      const key = found === undefined ? null : await keys.of(ref);
      const source = found === undefined || key === null ? "" : sealSource(vault, key, found);
      const about = [source, found?.size_bytes ?? ""];
      const args = [JSON.stringify(plan), plan.pages_selected, ...lease, ...about, ...ranges.map(rangeName)];
      return parsePlanOutcome(await runLinked(PLAN_JOB, ref, args));
    },

    async completeRange(ref, summary, pieces = []) {
      const { range } = summary.part;
      const key = await keys.of(ref);
      if (key === null) return { kind: "gone" };
      const packed = seal(vault.unwrap(key), SUMMARY_CONTEXT, await pack(summary)).toString("base64");
      const accepted = [rangeName(range), range.count, JSON.stringify(summary.part), packed];
      const fields = partFields(summary.part);
      const unsent = Math.max(0, pieces.length - PIECES_PER_REQUEST);
      for (let start = 0; start < unsent; start += PIECES_PER_REQUEST) {
        const [kind] = (await run(PUT_PIECES, ref, pieces.slice(start, start + PIECES_PER_REQUEST).flat())) as [string];
        if (kind !== "done") return { kind: "stale" };
      }
      const rest = pieces.slice(Math.ceil(unsent / PIECES_PER_REQUEST) * PIECES_PER_REQUEST).flat();
      return parseOutcome(await run(COMPLETE_RANGE, ref, [...accepted, fields.length, ...fields, ...rest]));
    },

    async settle(id, messages) {
      const [first, ...rest] = messages.map(messageName);
      if (first === undefined) return;
      await guardStore(() => redis.hdel(jobKeys(id).outbox, first, ...rest));
    },

    revive: async (id) => parseRevival(await run(REVIVE_JOB, { id }, [])),

    async giveUp(message, messageId) {
      const ref = { id: message.job_id, epoch: message.epoch };
      return (await run(GIVE_UP, ref, [itemOf(message) ?? NO_ITEM, message.resend ?? 0, messageId])) as GiveUpVerdict;
    },
  };
}
