/** A request that failed takes back what it had begun, and nothing of what others have built on it by then. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploader } from "./actors.ts";
import type { FaultName } from "./faults.ts";
import { acceptedJobs, jsonOf } from "./history.ts";
import { Run } from "./run.ts";
import { DOCUMENTS } from "./scenarios.ts";
import { planned, type Schedule } from "./schedule.ts";
import { openWorld, type World } from "./world.ts";

const TIMEOUT_MS = 60_000;
const UPLOAD = "POST /v1/jobs";
const CREATE = "redis:PUT_FIELDS&CREATE_JOB";
const ABANDON = "redis:FAIL_JOB";

const scenario = { name: "an upload that fails", actors: [uploader(DOCUMENTS.long)] };
/** Comes while the first one's job is there already, and follows it. */
const follower = { name: "follower", actor: { ...uploader(DOCUMENTS.long), name: "follower" } };

/** The first upload's birth goes wrong once, and every try to abandon its job in one and the same way. */
function undone(at: number, abandoning: FaultName): Schedule {
  const schedule = planned({ interfereAt: at + 1 });
  return {
    ...schedule,
    name: `abandoning: ${abandoning}`,
    faultAt(index, call) {
      if (index === at) return "bad gateway";
      if (call.label === UPLOAD && call.name === ABANDON) return abandoning;
      return schedule.faultAt(index, call);
    },
  };
}

describe("When a job's maker fails after it has made it, and abandoning it goes wrong every time", () => {
  let world: World;
  let createsAt = -1;
  beforeAll(async () => {
    world = await openWorld();
    const run = new Run(world, planned(), null);
    await run.play(scenario);
    createsAt = run.calls.findIndex(({ label, name }) => label === UPLOAD && name === CREATE);
  });
  afterAll(() => world.close());

  it.each(["bad gateway", "answer lost", "refused", "request lost"] as const)(
    "a job that follows it succeeds all the same: %s",
    async (fault) => {
      const run = new Run(world, undone(createsAt, fault), follower);
      await run.play(scenario);
      const audit = await run.audit();
      const [followed] = acceptedJobs(run.history).filter(({ actor }) => actor === "follower");
      expect(followed?.jobId).toBeDefined();
      const answers = audit.filter(({ jobId, operation }) => jobId === followed?.jobId && operation === "status");
      const told = answers.map(({ answer }) => jsonOf(answer)).find(({ status }) => status !== undefined);
      expect(told).toMatchObject({ status: "succeeded", error: null });
      expect(run.struck.map(({ name }) => name)).toContain(ABANDON);
    },
    TIMEOUT_MS,
  );
});
