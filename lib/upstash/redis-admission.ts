/** Admission on Upstash Redis: each step is one Lua script, one request. */

import type { Redis } from "@upstash/redis";
import { problemSchema } from "../contracts/problem.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Admission, Admitted, Birth, Refusal } from "../jobs/admission.ts";
import { planSchema } from "../jobs/job-record.ts";
import { dayOf } from "../limits/days.ts";
import { IDEMPOTENCY_LEASE_MS } from "../limits/limits.ts";
import { birthArgs } from "./birth-args.ts";
import { contentNamer } from "./content-names.ts";
import { guardStore } from "./guard-store.ts";
import { toBirthHash, toHash } from "./job-hash.ts";
import { parseCreated, parseNotice } from "./job-replies.ts";
import { linkedScriptRunner, type ScriptSettings } from "./job-script.ts";
import { openKept } from "./kept-answer.ts";
import { usageKey } from "./keys.ts";
import { runScript } from "./run-script.ts";
import { ADMIT, GIVE_BACK } from "./scripts/admit.ts";
import { ADOPT_RESULT, CREATE_JOB, FOLLOW_JOB, REFUSE_JOB } from "./scripts/birth.ts";
import { tenantNamer } from "./tenant-names.ts";

export interface AdmissionSettings extends ScriptSettings {
  /** One that all instances of a deployment have; keys are derived from it. */
  readonly secret: string;
  readonly resultVersion: string;
}

type ClearReply = [kind: "clear", at: string, job: string, plan: string, quarantine: string];

function parseAdmitted(
  vault: Vault,
  reply: unknown,
): Exclude<Admitted, { kind: "clear" }> | Omit<Admitted & { kind: "clear" }, "links"> {
  const [kind, ...rest] = reply as [Admitted["kind"], ...string[]];
  if (kind === "answered") return { kind, answer: openKept(vault, String(rest[0])) };
  if (kind === "busy") return { kind, remainingMs: Math.max(0, Number(rest[0])) };
  if (kind === "reused") return { kind };
  const [, at, id, plan, quarantine] = reply as ClearReply;
  return {
    kind,
    at: Number(at),
    known: id === "" ? null : { id, plan: plan === "" ? null : planSchema.parse(JSON.parse(plan)) },
    quarantine: quarantine === "" ? null : problemSchema.parse(JSON.parse(quarantine)),
  };
}

export function createRedisAdmission(redis: Redis, settings: AdmissionSettings): Admission {
  const { ttl, timing, vault } = settings;
  const run = linkedScriptRunner(redis, settings);
  // What was sealed with another service key is not known: it may be that nobody can read it any more.
  const nameFor = tenantNamer(settings.secret);
  const namesOf = contentNamer(nameFor, `${settings.resultVersion} ${vault.name}`);
  const born = async <T>(script: string, { record, kept }: Birth, more: readonly number[]) => {
    const [kind, notice] = (await run(script, record, [
      ...birthArgs(settings, kept, record),
      ...more,
      ...toBirthHash(vault, record),
    ])) as [T, string?];
    return { kind, ...parseNotice(notice) };
  };

  return {
    async admit(application) {
      const { links, fingerprint } = namesOf(application);
      // The script reads none that the request has no use for.
      const { quarantine = "", known = quarantine, idempotency = quarantine } = links;
      const once = [application.once?.token ?? "", fingerprint, IDEMPOTENCY_LEASE_MS];
      const args = [application.shared ? 1 : 0, ttl.cache > 0 ? 1 : 0, ...once].map(String);
      const admitted = parseAdmitted(
        vault,
        await guardStore(() => runScript<unknown>(redis, ADMIT, [known, quarantine, idempotency], args)),
      );
      if (admitted.kind !== "clear") return admitted;
      const usage = usageKey(nameFor(application.tenant)("account"), dayOf(admitted.at));
      return { ...admitted, links: { ...links, usage } };
    },

    async lead({ record, kept }) {
      const args = [
        ...birthArgs(settings, kept, record),
        1,
        record.created_at,
        timing.deadlineMs,
        ...toHash(vault, record, record.epoch),
      ];
      const created = parseCreated(vault, await run(CREATE_JOB, record, args));
      if (created === "lost") return "changed";
      return typeof created === "string" ? created : { owed: created.owed };
    },

    follow: async (birth) => (await born<"done" | "full" | "changed" | Refusal>(FOLLOW_JOB, birth, [])).kind,
    adopt: (birth) => born(ADOPT_RESULT, birth, [ttl.succeeded]),
    refuse: (birth) => born(REFUSE_JOB, birth, [ttl.failed]),

    async giveBack(application) {
      const { idempotency } = namesOf(application).links;
      if (idempotency === undefined || application.once === null) return "free";
      const args = [application.once.token];
      return guardStore(() => runScript<"free" | "heard">(redis, GIVE_BACK, [idempotency], args));
    },
  };
}
