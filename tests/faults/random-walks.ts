/** Many schedules by chance, from consecutive seeds. */
import { expect } from "vitest";
import { createRandom } from "../support/random.ts";
import { playAndJudge } from "./judge.ts";
import { ASKING, FOUR_RANGES, INTERFERENCES, SCENARIOS } from "./scenarios.ts";
import { shuffled } from "./schedule.ts";
import { Tally } from "./tally.ts";
import { openWorld } from "./world.ts";

const STORIES = [...SCENARIOS, ...ASKING, FOUR_RANGES];

/** All of them, as many as the promise is tested with; and the share of every test run. */
const ALL = 10_000;
const SHARE = 1_000;

/** `FAULT_SEED` begins elsewhere, `FAULT_SCHEDULES` plays another number, `FAULTS=all` plays all. */
const firstSeed = Number(process.env.FAULT_SEED ?? 1);
const schedules = Number(process.env.FAULT_SCHEDULES ?? (process.env.FAULTS === "all" ? ALL : SHARE));

/** Plays every `lanes`-th seed, so that test files which run at once share the work. A violation names its seed. */
export async function walkAtRandom(lane: number, lanes: number): Promise<void> {
  const world = await openWorld();
  const tally = new Tally();
  for (let seed = firstSeed + lane; seed < firstSeed + schedules; seed += lanes) {
    const random = createRandom(seed);
    const scenario = random.pick(STORIES);
    const interference = random.pick(INTERFERENCES);
    const schedule = shuffled(seed);
    tally.add(
      `${scenario.name}, ${interference.name}`,
      schedule,
      await playAndJudge(world, scenario, schedule, interference),
    );
  }
  await world.close();
  expect(tally.violations()).toEqual({});
  expect(tally.schedules).toBeGreaterThanOrEqual(Math.floor(schedules / lanes));
}
