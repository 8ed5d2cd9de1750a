/** Every step in every state and epoch: what it answers, where it leads, and that nothing else moves. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import { canMove, JOB_STATES, type JobState } from "../../lib/jobs/job-state.ts";
import { ENGINES } from "../support/engines.ts";
import { accepted, HEAD, holderOf, LATE, manifest, plan, problem, RANGES } from "../support/job-fixtures.ts";
import { JOB_IN, PLANNER, twice } from "../support/job-steps.ts";
import { planOf } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

type Three = readonly [string, string, string];
/** Before its result stands, while something is added to it, and at the end. */
type Answers = readonly [
  ...[queued: string, running: string, assembling: string],
  ...[enriching: string, finishing: string],
  ...ends: Three,
];

interface Step {
  readonly take: (store: TestStore, ref: JobRef) => Promise<unknown>;
  /** What it answers in each state, in the order of JOB_STATES, and the state that it leads to where that is another. */
  readonly answers: Answers;
  readonly leads?: Partial<Record<JobState, JobState>>;
}

const other = holderOf("other", "msg_other");
const AT_WORK = ["queued", "running", "assembling", "enriching", "finishing"] as const;
const toFailed = Object.fromEntries(AT_WORK.map((state) => [state, "failed" as const]));
const toCancelled = Object.fromEntries(AT_WORK.map((state) => [state, "cancelled" as const]));

/** Steps that are told the epoch. */
const STEPS: Readonly<Record<string, Step>> = {
  "claim the document": {
    take: ({ jobs }, ref) => jobs.claim(ref, "plan", other),
    answers: ["claimed", "home", "home", "home", "home", "stale", "stale", "stale"],
  },
  "claim a range": {
    take: ({ jobs }, ref) => jobs.claim(ref, HEAD, other),
    answers: ["stale", "claimed", "home", "home", "home", "stale", "stale", "stale"],
  },
  "renew a lease that nobody has": {
    take: ({ jobs }, ref) => jobs.renew(ref, HEAD, other),
    answers: ["false", "false", "false", "false", "false", "false", "false", "false"],
  },
  "hand back a lease that nobody has": {
    take: ({ jobs }, ref) => jobs.release(ref, HEAD, other),
    answers: ["undefined", "undefined", "undefined", "undefined", "undefined", "undefined", "undefined", "undefined"],
  },
  plan: {
    take: ({ jobs }, ref) => jobs.plan(ref, plan, RANGES, PLANNER),
    answers: ["done", "done", "done", "done", "done", "stale", "stale", "stale"],
    leads: { queued: "running" },
  },
  "bring a range home": {
    take: ({ jobs }, ref) => jobs.completeRange(ref, accepted(HEAD)),
    answers: ["stale", "done", "done", "done", "done", "done", "stale", "stale"],
  },
  "bring a range home late": {
    take: async (store, ref) => {
      await store.jobs.completeRange(ref, accepted(HEAD));
      return store.jobs.completeRange(ref, accepted(HEAD, LATE));
    },
    answers: ["stale", "done", "done", "done", "done", "stale", "stale", "stale"],
  },
  succeed: {
    take: ({ jobs }, ref) => jobs.succeed(ref, manifest),
    answers: ["stale", "stale", "done", "stale", "done", "done", "stale", "stale"],
    leads: { assembling: "succeeded", finishing: "succeeded" },
  },
  fail: {
    take: ({ jobs }, ref) => jobs.fail(ref, problem),
    answers: ["done", "done", "done", "done", "done", "stale", "done", "stale"],
    leads: toFailed,
  },
  "report that the broker gave up": {
    take: ({ jobs }, ref) => jobs.giveUp({ ...planOf(ref.id), epoch: ref.epoch }, "msg_plan"),
    answers: ["done", "done", "done", "done", "done", "stale", "stale", "stale"],
  },
};

/** Steps that go by the epoch that the job has. */
const EPOCHLESS: Readonly<Record<string, Step>> = {
  cancel: {
    take: ({ jobs }, { id }) => jobs.cancel(id),
    answers: ["cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "ended", "ended", "cancelled"],
    leads: toCancelled,
  },
  revive: {
    take: ({ jobs }, { id }) => jobs.revive(id),
    answers: ["owes", "owes", "owes", "owes", "owes", "ended", "ended", "ended"],
  },
  settle: {
    take: ({ jobs }, { id }) => jobs.settle(id, [planOf(id)]),
    answers: ["undefined", "undefined", "undefined", "undefined", "undefined", "undefined", "undefined", "undefined"],
  },
};

function kindOf(answer: unknown): string {
  return typeof answer === "object" && answer !== null && "kind" in answer ? String(answer.kind) : String(answer);
}

describe.each(ENGINES)("A job on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());

  const stateOf = async ({ id }: JobRef) => (await store.jobs.read(id))?.record.state;

  describe.each(Object.entries({ ...STEPS, ...EPOCHLESS }))("asked to %s", (_, { take, answers, leads = {} }) => {
    it.each(JOB_STATES.map((from, at) => [from, answers[at], leads[from] ?? from] as const))(
      "while it is %s answers %s and is %s",
      async (from, answer, to) => {
        const ref = await JOB_IN[from](store);
        expect(await stateOf(ref)).toBe(from);
        expect(kindOf(await twice(store, ref.id, () => take(store, ref)))).toBe(answer);
        expect(await stateOf(ref)).toBe(to);
        expect(from === to || canMove(from, to)).toBe(true);
      },
    );
  });

  describe.each(Object.entries(STEPS))("asked in another epoch to %s", (_, { take, answers }) => {
    it.each(JOB_STATES)("while it is %s changes nothing", async (from) => {
      const ref = await JOB_IN[from](store);
      const before = await store.dump(ref.id);
      const epochs = [ref.epoch + 1, ref.epoch + 10, ...(ref.epoch > 0 ? [ref.epoch - 1] : [])];
      for (const epoch of epochs) {
        const answer = kindOf(await take(store, { ...ref, epoch }));
        expect(answer).toBe(/^(false|undefined)$/.test(answers[0]) ? answers[0] : "stale");
      }
      expect(await store.dump(ref.id)).toEqual(before);
    });
  });

  it.each(JOB_STATES)("takes pieces while it is %s only if it is at work on them", async (state) => {
    const ref = await JOB_IN[state](store);
    const before = await store.dump(ref.id);
    const isRead = state !== "queued" && AT_WORK.some((at) => at === state);
    const put = (epoch: number) => store.results.putUnit({ ...ref, epoch }, "t0", { blocks: [] });
    expect((await put(ref.epoch)) !== null).toBe(isRead);
    expect(await put(ref.epoch + 1)).toBeNull();
    if (!isRead) expect(await store.dump(ref.id)).toEqual(before);
  });
});
