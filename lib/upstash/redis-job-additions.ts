/** The part of JobStore by which something is added to a result that stands. */
import type { Redis } from "@upstash/redis";
import { seal } from "../crypto/vault.ts";
import type { JobStore } from "../jobs/job-store.ts";
import { jobKeyring, MANIFEST_CONTEXT, SUMMARY_CONTEXT } from "./job-keyring.ts";
import { parseOutcome, parseSucceeded } from "./job-replies.ts";
import { jobScriptRunner, type ScriptSettings } from "./job-script.ts";
import { spentKey } from "./keys.ts";
import { piecesOf, unitFields } from "./part-fields.ts";
import { pack } from "./piece-codec.ts";
import { COMPLETE_UNIT, ENRICH_JOB, SPEND } from "./scripts/enrich-job.ts";

type JobAdditions = Pick<JobStore, "enrich" | "completeUnit" | "spend">;

/** By the clock of the function: budgets of two days may overlap by what clocks differ. */
const today = () => new Date().toISOString().slice(0, 10);

export function createJobAdditions(redis: Redis, settings: ScriptSettings): JobAdditions {
  const { ttl, vault } = settings;
  const keys = jobKeyring(redis);
  const run = jobScriptRunner(redis, settings);
  return {
    async enrich(ref, manifest, units, plan) {
      const key = await keys.of(ref);
      if (key === null) return { kind: "gone" };
      const sealed = vault.enclose(MANIFEST_CONTEXT, JSON.stringify(manifest), key);
      const args = [sealed, plan === undefined ? "" : JSON.stringify(plan), units.join(" "), ...piecesOf(manifest)];
      return parseSucceeded(await run(ENRICH_JOB, ref, args));
    },

    async completeUnit(ref, summary) {
      const key = await keys.of(ref);
      if (key === null) return { kind: "gone" };
      const packed = seal(vault.unwrap(key), SUMMARY_CONTEXT, await pack(summary)).toString("base64");
      const args = [summary.ref.unit, JSON.stringify(summary.ref), packed, ...unitFields(summary.ref)];
      return parseOutcome(await run(COMPLETE_UNIT, ref, args));
    },

    async spend(ref, { tenant }, call, tokens) {
      const [job, account] = (await run(SPEND, ref, [call, tokens, ttl.spent], [spentKey(tenant, today())])) as [
        string,
        string,
      ];
      return { job: Number(job), account: Number(account) };
    },
  };
}
