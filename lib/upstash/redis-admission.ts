/** Admission on Upstash Redis: each step is one Lua script, one request. */

import type { Redis } from "@upstash/redis";
import { problemSchema } from "../contracts/problem.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Admission, Admitted, Application, Birth, BornEnded, Refusal } from "../jobs/admission.ts";
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
import { createRecentResults, type RecentResults } from "./recent-results.ts";
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

type Looks = Pick<Admission, "expect" | "admit" | "giveBack">;
type Births = Pick<Admission, "lead" | "follow" | "adopt" | "refuse">;

/** What is known before there is a job. */
function looksOf(redis: Redis, { ttl, vault, secret, resultVersion }: AdmissionSettings, recent: RecentResults): Looks {
  const nameFor = tenantNamer(secret);
  // What was sealed with another service key is not known: it may be that nobody can read it any more.
  const namesOf = contentNamer(nameFor, `${resultVersion} ${vault.name}`);
  const usageOf = ({ tenant }: Application, at: number) => usageKey(nameFor(tenant)("account"), dayOf(at));

  return {
    expect(application) {
      const { links } = namesOf(application);
      const expected = ttl.cache > 0 ? recent.expect(links.known) : null;
      if (expected === null) return null;
      const usage = usageOf(application, expected.at);
      return { kind: "clear", ...expected, links: { ...links, usage }, quarantine: null };
    },

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
      recent.found(links.known, admitted.known, admitted.at);
      return { ...admitted, links: { ...links, usage: usageOf(application, admitted.at) } };
    },

    async giveBack(application) {
      const { idempotency } = namesOf(application).links;
      if (idempotency === undefined || application.once === null) return "free";
      const args = [application.once.token];
      return guardStore(() => runScript<"free" | "heard">(redis, GIVE_BACK, [idempotency], args));
    },
  };
}

function birthsOf(redis: Redis, settings: AdmissionSettings, recent: RecentResults): Births {
  const { ttl, timing, vault } = settings;
  const run = linkedScriptRunner(redis, settings);
  const born = async <T>(script: string, { record, kept }: Birth, more: readonly number[]) => {
    const [kind, notice] = (await run(script, record, [
      ...birthArgs(settings, kept, record),
      ...more,
      ...toBirthHash(vault, record),
    ])) as [T, string?];
    return { kind, ...parseNotice(notice) };
  };

  return {
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

    async adopt(birth) {
      const outcome = await born<BornEnded["kind"]>(ADOPT_RESULT, birth, [ttl.succeeded]);
      if (outcome.kind === "changed") recent.forget(birth.record.links?.known);
      return outcome;
    },

    refuse: (birth) => born(REFUSE_JOB, birth, [ttl.failed]),
  };
}

/** `recent` is filled by what is looked up here, and by whoever else is given it. */
export function createRedisAdmission(
  redis: Redis,
  settings: AdmissionSettings,
  recent: RecentResults = createRecentResults(),
): Admission {
  return { ...looksOf(redis, settings, recent), ...birthsOf(redis, settings, recent) };
}
