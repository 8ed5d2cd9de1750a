/** Runs the jobs' scripts: each declares the keys of one job, in one fixed order, as many as it touches. */
import type { Redis } from "@upstash/redis";
import { guardStore } from "./guard-store.ts";
import { jobKeys } from "./keys.ts";

export type JobScriptRunner = (
  script: string,
  jobId: string,
  keyCount: number,
  args: readonly (string | number)[],
) => Promise<unknown>;

/** Scripts are sent by their digest, and whole when the server does not know them. */
export function jobScriptRunner(redis: Redis): JobScriptRunner {
  return (script, jobId, keyCount, args) => {
    const { job, outbox, document, done, parts, summaries, manifest } = jobKeys(jobId);
    const keys = [job, outbox, document, done, parts, summaries, manifest].slice(0, keyCount);
    return guardStore(() => redis.createScript<unknown>(script).exec(keys, args.map(String)));
  };
}
