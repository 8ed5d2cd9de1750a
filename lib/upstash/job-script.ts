/** Runs the jobs' scripts: each is given the keys of one job in one fixed order, and the same first arguments. */

import type { Redis } from "@upstash/redis";
import type { Vault } from "../crypto/vault.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { LinkedRef } from "../jobs/job-store.ts";
import type { JobTiming } from "../limits/job-timing.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { guardStore } from "./guard-store.ts";
import { ACCOUNT_SCRIPT_KEYS, AFTER_KEY, absentKey, accountScriptKeys, scriptKeys, type TimesToLive } from "./keys.ts";
import { runScript } from "./run-script.ts";

/** What every script of a job is told besides its own arguments. */
export interface ScriptSettings {
  readonly ttl: TimesToLive;
  readonly timing: JobTiming;
  /** Seals what is stored of a job. */
  readonly vault: Vault;
}

type Args = readonly (string | number)[];
export type JobScriptRunner = (
  script: string,
  ref: { readonly id: string; readonly epoch?: number },
  args: Args,
  moreKeys?: readonly string[],
) => Promise<unknown>;
type LinkedScriptRunner = (
  script: string,
  ref: Partial<LinkedRef> & { readonly id: string },
  args: Args,
  heir?: string,
) => Promise<unknown>;

/** Scripts are sent by their digest, and whole when the server does not know them. */
export function jobScriptRunner(redis: Redis, { ttl, timing }: Omit<ScriptSettings, "vault">): JobScriptRunner {
  return (script, { id, epoch = -1 }, args, moreKeys = []) => {
    const keys = [...scriptKeys(id), ...moreKeys];
    const all = [epoch, ttl.active, timing.stallMs, ttl.log, ttl.usage, ttl.index, ...args].map(String);
    return guardStore(() => runScript<unknown>(redis, script, keys, all));
  };
}

/** The record's links do not change, and the other job changes once or twice in a job's life. */
const MAX_LINK_ROUNDS = 4;

/**
 * Runs a script that touches more than the job's own keys (`scripts/linked.ts`). A script must declare every key, and which those
 * are stands in the record: the script compares, and answers the right ones without doing anything when the caller did
 * not have them. So a caller that has the record costs one request, another one two.
 */
export function linkedScriptRunner(redis: Redis, settings: ScriptSettings): LinkedScriptRunner {
  const run = jobScriptRunner(redis, settings);
  return async (script, ref, args, heir) => {
    const absent = absentKey(ref.id);
    let { known = absent, quarantine = absent, idempotency = absent, usage = absent } = ref.links ?? {};
    let other = ref.leader ?? ref.result_of ?? ref.id;
    for (let round = 0; round < MAX_LINK_ROUNDS; round++) {
      const account = usage === absent ? Array<string>(ACCOUNT_SCRIPT_KEYS).fill(absent) : accountScriptKeys(usage);
      const jobs = [...scriptKeys(other), ...(heir ? scriptKeys(heir) : [])];
      const more = [known, quarantine, idempotency, ...account, AFTER_KEY, ...jobs];
      const reply = await run(script, ref, args, more);
      if (!Array.isArray(reply) || reply[0] !== "keys") return reply;
      [known, quarantine, idempotency, usage, other] = reply.slice(1);
    }
    throw new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
  };
}
