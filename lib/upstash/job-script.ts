/** Runs the jobs' scripts: each is given the keys of one job in one fixed order, and the same first arguments. */
import type { Redis } from "@upstash/redis";
import type { JobTiming } from "../limits/job-timing.ts";
import { guardStore } from "./guard-store.ts";
import { scriptKeys, type TimesToLive } from "./keys.ts";

/** What every script of a job is told besides its own arguments. */
export interface ScriptSettings {
  readonly ttl: TimesToLive;
  readonly timing: JobTiming;
}

export type JobScriptRunner = (
  script: string,
  ref: { readonly id: string; readonly epoch?: number },
  args: readonly (string | number)[],
) => Promise<unknown>;

/** Scripts are sent by their digest, and whole when the server does not know them. */
export function jobScriptRunner(redis: Redis, { ttl, timing }: ScriptSettings): JobScriptRunner {
  return (script, { id, epoch = -1 }, args) => {
    const common = [epoch, ttl.active, timing.stallMs];
    return guardStore(() => redis.createScript<unknown>(script).exec(scriptKeys(id), [...common, ...args].map(String)));
  };
}
