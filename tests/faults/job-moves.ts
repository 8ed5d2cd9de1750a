/** Every step that a job's store can be asked for, with any arguments, beside what the model makes of it. */

import type { Unit } from "../../lib/contracts/enrichment.ts";
import type { PageRange } from "../../lib/contracts/page-range.ts";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import type { Holder, WorkItem } from "../../lib/jobs/claim.ts";
import { partFields } from "../../lib/upstash/part-fields.ts";
import { addedBy, manifest, partOf, plan, problem, UNITS } from "../support/job-fixtures.ts";
import type { JobModel } from "../support/job-model.ts";
import { fc } from "../support/property.ts";
import type { TestStore } from "../support/test-store.ts";
import { type AnyMove, type Move, Step, told } from "./job-step.ts";

const spans = (...names: string[]): PageRange[] =>
  names.map((name) => {
    const [first = 0, count = 0] = name.split("-").map(Number);
    return { first, count };
  });

/** Six pages as one range, as two, or as four; and the halves that these come to. */
const CUTS = [spans("0-6"), spans("0-3", "3-3"), spans("0-2", "2-1", "3-2", "5-1")];
const RANGES = spans("0-6", "0-3", "3-3", "0-2", "2-1", "3-2", "5-1", "0-1", "1-1", "3-1", "4-1");

const WHOLE: PageRange = { first: 0, count: 6 };
const anyRange = fc.constantFrom(...RANGES);
/** What is open at that moment for the most part, and now and then anything else. */
const anyItem = fc.nat(99).map((n) => (model: JobModel): WorkItem => {
  const other = n % 7 === 0 ? "plan" : (RANGES[n % RANGES.length] ?? "plan");
  if (n >= 80) return other;
  return model.items[n < 50 ? 0 : n % Math.max(1, model.items.length)] ?? other;
});
const anyAttempt = fc.constantFrom("a".repeat(16), "b".repeat(16));
/** Now and then a step of another epoch. */
const anyEpoch = fc.constantFrom(0, 0, 0, 0, 0, 1, 2);
const anyHolder: fc.Arbitrary<Holder> = fc.record({
  token: fc.nat(40).map((n) => `t${n}`),
  messageId: fc.constantFrom("m1", "m2"),
  retried: fc.nat(3),
});
/** Far enough from every limit that a server's own clock does not matter; a limit itself counts as reached. */
const anyPause = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(5_000, 65_000, 65_000, 95_000, 200_000) },
  { weight: 1, arbitrary: fc.constantFrom(900_000, 3_700_000) },
);

const step = (move: AnyMove) => new Step(move);
const show = (...parts: unknown[]) =>
  parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ");

/** An end stops the story: most of the time it is passed over. */
function rarely(make: (may: (model: JobModel) => boolean) => Step): fc.Arbitrary<Step> {
  return fc.nat(19).map((dice) => make((model) => dice === 0 || model.hasEnded));
}

/** Every step that a store can be asked for, with any arguments. A new one is a new row. */
const STEPS = {
  plan: fc
    .record({ epoch: anyEpoch, cut: fc.constantFrom(...CUTS), holder: anyHolder })
    .map(({ epoch, cut, holder }) => step(planJob(epoch, cut, holder))),
  claim: fc.record({ epoch: anyEpoch, pick: anyItem, holder: anyHolder }).map(({ epoch, pick, holder }) =>
    step((now) => {
      const item = pick(now);
      return {
        name: show("claim", epoch, item, holder),
        model: (model) => model.claim(epoch, item, holder),
        real: async ({ store, id }) => told(await store.jobs.claim({ id, epoch }, item, holder)),
      };
    }),
  ),
  renew: fc.record({ epoch: anyEpoch, pick: anyItem, holder: anyHolder }).map(({ epoch, pick, holder }) =>
    step((now) => {
      const item = pick(now);
      return {
        name: show("renew", epoch, item, holder),
        model: (model) => model.renew(epoch, item, holder),
        real: ({ store, id }) => store.jobs.renew({ id, epoch }, item, holder),
      };
    }),
  ),
  release: fc.record({ pick: anyItem, holder: anyHolder }).map(({ pick, holder }) =>
    step((now) => {
      const item = pick(now);
      return {
        name: show("release", item, holder),
        model: (model) => model.release(item, holder),
        real: ({ store, id }) => store.jobs.release({ id, epoch: 0 }, item, holder),
      };
    }),
  ),
  complete: fc.record({ epoch: anyEpoch, pick: anyItem, attempt: anyAttempt }).map(({ epoch, pick, attempt }) =>
    step((now) => {
      const item = pick(now);
      if (item !== "plan" && "unit" in item) return completeUnit(epoch, item.unit, attempt);
      return completeRange(epoch, item === "plan" ? WHOLE : item, attempt);
    }),
  ),
  enrich: anyEpoch.map((epoch) => step(enrich(epoch))),
  addUnit: fc
    .record({ epoch: anyEpoch, unit: fc.constantFrom(...UNITS), attempt: anyAttempt })
    .map(({ epoch, unit, attempt }) => step(completeUnit(epoch, unit, attempt))),
  succeed: fc.record({ epoch: anyEpoch, early: fc.nat(4).map((n) => n === 0) }).map(({ epoch, early }) =>
    step({
      name: show("succeed", epoch, early),
      model: (model) => model.succeed(epoch, early),
      real: ({ store, id }) => succeed(store, id, epoch, early),
    }),
  ),
  fail: rarely((may) =>
    step({
      name: "fail",
      may,
      model: (model) => model.fail(0),
      real: async ({ store, id }) => told(await store.jobs.fail({ id, epoch: 0 }, problem)),
    }),
  ),
  cancel: rarely((may) =>
    step({
      name: "cancel",
      may,
      model: (model) => model.cancel(),
      real: async ({ store, id }) => told(await store.jobs.cancel(id)),
    }),
  ),
  delete: rarely((may) =>
    step({
      name: "delete",
      may,
      model: (model) => model.delete(),
      real: async ({ store, id }) => void (await store.jobs.delete(id)),
    }),
  ),
  settle: fc.subarray(RANGES).map((ranges) =>
    step({
      name: show("settle", ranges),
      model: (model) =>
        model.settle([
          "plan-0",
          "finish-0",
          `enrich-0-${UNITS[0]}`,
          ...ranges.map(({ first, count }) => `extract-0-${first}-${count}`),
        ]),
      real: ({ store, id }) => store.jobs.settle(id, settled(id, ranges)),
    }),
  ),
  revive: fc.constant(
    step({
      name: "revive",
      model: (model) => model.revive(),
      real: async ({ store, id }) => told(await store.jobs.revive(id)),
    }),
  ),
  giveUp: fc
    .record({
      epoch: anyEpoch,
      item: fc.option(
        fc.oneof(
          anyRange,
          fc.constantFrom(...UNITS).map((unit) => ({ unit })),
        ),
      ),
      early: fc.boolean(),
      messageId: fc.constantFrom("m1", "m2"),
    })
    .map(({ epoch, item, early, messageId }) =>
      step((now) => {
        const resend = early ? 0 : now.resend;
        return {
          name: show("give up", epoch, item, resend, messageId),
          model: (model) => model.giveUp(epoch, { item, resend, messageId }),
          real: ({ store, id }) =>
            store.jobs.giveUp(messageAbout(item, { v: 1, job_id: id, epoch, resend }), messageId),
        };
      }),
    ),
  wait: anyPause.map((ms) =>
    step({
      name: show("wait", ms),
      once: true,
      // What has ended is kept for a while only.
      may: (model) => !model.hasEnded,
      model: (model) => model.elapse(ms),
      real: ({ store }) => store.elapse(ms),
    }),
  ),
};

/** How often each comes, so that a story gets somewhere. */
const WEIGHTS: Readonly<Record<keyof typeof STEPS, number>> = {
  plan: 1,
  claim: 6,
  renew: 1,
  release: 1,
  complete: 3,
  enrich: 1,
  addUnit: 1,
  succeed: 1,
  fail: 1,
  cancel: 1,
  delete: 1,
  settle: 1,
  revive: 3,
  giveUp: 3,
  wait: 4,
};

export const MOVES: fc.Arbitrary<Step>[] = Object.entries(STEPS).flatMap(([name, made]) =>
  Array.from({ length: WEIGHTS[name as keyof typeof STEPS] }, () => made),
);

function messageAbout(
  item: WorkItem | null,
  envelope: { readonly v: 1; readonly job_id: string; readonly epoch: number; readonly resend: number },
): StageMessage {
  if (item === null || item === "plan") return { ...envelope, kind: "plan" };
  return "unit" in item
    ? { ...envelope, kind: "enrich", unit: item.unit }
    : { ...envelope, kind: "extract", range: item };
}

function planJob(epoch: number, cut: readonly PageRange[], holder: Holder): Move {
  return {
    name: show("plan", epoch, cut, holder),
    model: (model) => model.plan(epoch, cut, holder),
    real: async ({ store, id }) => {
      const answer = await store.jobs.plan({ id, epoch }, { ...plan, ranges: cut.length }, cut, holder);
      return { ...told(answer), holds: answer.kind === "done" && answer.holds };
    },
  };
}

function completeRange(epoch: number, range: PageRange, attempt: string): Move {
  return {
    name: show("complete", epoch, range, attempt),
    model: (model) => model.completeRange(epoch, range, attempt),
    real: async ({ store, id }) => {
      const part = partOf(range, attempt);
      return told(await store.jobs.completeRange({ id, epoch }, { part, pages: [] }));
    },
  };
}

function enrich(epoch: number): Move {
  return {
    name: show("enrich", epoch),
    model: (model) => model.enrich(epoch, UNITS),
    real: async ({ store, id }) => {
      const parts = await putPieces(store, id);
      return told(await store.jobs.enrich({ id, epoch }, { ...manifest, parts }, UNITS));
    },
  };
}

/** From a new job to one whose result stands. */
export const UP_TO_ADDITIONS: readonly Step[] = [
  step(planJob(0, [WHOLE], { token: "first", messageId: "m1", retried: 0 })),
  step(completeRange(0, WHOLE, "a".repeat(16))),
  step(enrich(0)),
];

function completeUnit(epoch: number, unit: Unit, attempt: string): Move {
  return {
    name: show("add", epoch, unit, attempt),
    model: (model) => model.completeUnit(epoch, unit, attempt),
    real: async ({ store, id }) => told(await store.jobs.completeUnit({ id, epoch }, addedBy(unit, attempt))),
  };
}

function settled(id: string, ranges: readonly PageRange[]): StageMessage[] {
  const envelope = { v: 1, job_id: id, epoch: 0 } as const;
  const added = [
    { ...envelope, kind: "finish" as const },
    { ...envelope, kind: "enrich" as const, unit: UNITS[0] ?? "" },
  ];
  return [
    { ...envelope, kind: "plan" },
    ...added,
    ...ranges.map((range) => ({ ...envelope, kind: "extract" as const, range })),
  ];
}

/** The pieces of what is home are put in their place. Answers the parts that a manifest has to name. */
async function putPieces(store: TestStore, id: string) {
  const parts = (await store.jobs.read(id))?.parts ?? [];
  const pieces = parts.flatMap(partFields).map((field) => [field, "piece"]);
  if (pieces.length > 0) await store.redis.hset(`docat:${id}:parts`, Object.fromEntries(pieces));
  return parts.length > 0 ? [...parts] : manifest.parts;
}

async function succeed(store: TestStore, id: string, epoch: number, early: boolean) {
  const parts = await putPieces(store, id);
  return told(await store.jobs.succeed({ id, epoch }, { ...manifest, parts }, undefined, early ? "early" : "whole"));
}
