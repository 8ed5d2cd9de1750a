/** Any order of steps, each taken twice as a resending client takes it: the store does and answers what the model does. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { JobModel } from "../support/job-model.ts";
import { queuedJob } from "../support/job-steps.ts";
import { fc } from "../support/property.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";
import { MOVES, UP_TO_ADDITIONS } from "./job-moves.ts";
import { seen } from "./job-step.ts";

const RUNS = process.env.FAULTS === "all" ? 1_500 : 200;
const STEPS = 40;
/** `FAULT_SEED` plays a run again that failed. */
const seed = Number(process.env.FAULT_SEED ?? 1);

/** A walk that never gets this far proves little. */
const ANSWERS = [
  ...["claimed", "home", "busy", "split", "exhausted", "stale", "gone"].map((kind) => `claim ${kind}`),
  ...["owes", "fresh", "overdue", "ended", "gone"].map((kind) => `revive ${kind}`),
  ...["done", "exhausted", "stale", "gone"].map((kind) => `give ${kind}`),
  ...["enrich done", "enrich stale", "add done", "add stale"],
  ...["plan done", "complete done", "complete stale", "renew true", "succeed done", "fail done"],
  ...["cancel cancelled", "cancel ended", "delete undefined"],
];

describe.each(ENGINES)("A job's store on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());

  it("takes every step as the model does", async () => {
    const commands = fc.commands(MOVES, { maxCommands: STEPS, size: "max" });
    // Some stories begin where the result stands, or they would hardly get so far.
    const property = fc.asyncProperty(fc.boolean(), commands, async (ahead, steps) => {
      const { id } = await queuedJob(store);
      const model = new JobModel(store.timing);
      const real = { store, id };
      for (const step of ahead ? UP_TO_ADDITIONS : []) await step.run(model, real);
      await fc.asyncModelRun(() => ({ model, real }), steps);
    });
    seen.clear();
    await fc.assert(property, { seed, numRuns: RUNS, verbose: 1 });
    expect(ANSWERS.filter((answer) => !seen.has(answer))).toEqual([]);
  }, 300_000);
});
