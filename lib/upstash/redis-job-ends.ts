/** The part of JobStore by which jobs end, and what their ends mean to others. */
import type { Redis } from "@upstash/redis";
import { type Problem, toProblem } from "../contracts/problem.ts";
import type { ResultManifest } from "../contracts/result-manifest.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobStore, LinkedRef } from "../jobs/job-store.ts";
import { jobKeyring, MANIFEST_CONTEXT } from "./job-keyring.ts";
import { parseCancel, parseDelete, parseFollowing, parseOutcome, parseSucceeded } from "./job-replies.ts";
import { linkedScriptRunner, type ScriptSettings } from "./job-script.ts";
import { piecesOf } from "./part-fields.ts";
import { CANCEL_JOB, DELETE_JOB, FAIL_JOB, SUCCEED_JOB } from "./scripts/finish-job.ts";
import { SETTLE_FOLLOWER } from "./scripts/settle-follower.ts";

type JobEnds = Pick<JobStore, "succeed" | "fail" | "abandon" | "cancel" | "delete" | "settleFollower">;

function isWhole({ frame: { receipt } }: ResultManifest): boolean {
  const { pages_failed, translation, embedding } = receipt;
  return pages_failed.length === 0 && translation?.complete !== false && embedding?.complete !== false;
}

export function createJobEnds(redis: Redis, settings: ScriptSettings): JobEnds {
  const { ttl, vault } = settings;
  const keys = jobKeyring(redis);
  const runLinked = linkedScriptRunner(redis, settings);
  const lost = JSON.stringify(toProblem(new DocatError("document_lost")));

  async function endInFailure(ref: LinkedRef, error: Problem, abandoned: boolean, isLast = false) {
    const quarantine = error.code === "pdf_too_complex" ? ttl.quarantine : 0;
    const args = [ttl.failed, ttl.document, JSON.stringify(error), abandoned ? 1 : 0, quarantine, isLast ? 1 : 0];
    return parseOutcome(await runLinked(FAIL_JOB, ref, args));
  }

  return {
    async succeed(ref, manifest, plan, enriching = "whole") {
      const key = await keys.of(ref);
      if (key === null) return { kind: "gone" };
      // Where pages failed, or blocks were not translated, another attempt may fare better: such a result is given to nobody else.
      const cache = isWhole(manifest) ? ttl.cache : 0;
      const args = [
        ttl.succeeded,
        ttl.document,
        vault.enclose(MANIFEST_CONTEXT, JSON.stringify(manifest), key),
        cache,
        plan === undefined ? "" : JSON.stringify(plan),
        enriching === "early" ? 1 : 0,
        ...piecesOf(manifest),
      ];
      return parseSucceeded(await runLinked(SUCCEED_JOB, ref, args));
    },

    fail: (ref, error) => endInFailure(ref, error, false),
    abandon: (ref, error, isLast) => endInFailure(ref, error, true, isLast),
    cancel: async (id, owner = "") =>
      parseCancel(await runLinked(CANCEL_JOB, { id }, [ttl.failed, ttl.document, owner])),
    delete: async (id, owner = "") => parseDelete(await runLinked(DELETE_JOB, { id }, [ttl.deleted, owner])),

    async settleFollower(id, leader, heir) {
      const args = [ttl.succeeded, ttl.failed, lost];
      return parseFollowing(await runLinked(SETTLE_FOLLOWER, { id, leader }, args, heir));
    },
  };
}
