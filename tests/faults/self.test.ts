/** The harness itself: whatever is broken on purpose it finds out, and the same seed gives the same story. */
import { describe, expect, it } from "vitest";
import { BROAD, singleFaults } from "./enumerate.ts";
import { playAndJudge } from "./judge.ts";
import { SABOTEURS } from "./saboteurs.ts";
import { SCENARIOS } from "./scenarios.ts";
import { planned, shuffled } from "./schedule.ts";
import { openWorld } from "./world.ts";

const TIMEOUT_MS = 300_000;

/** Every twentieth is enough to meet what is broken. */
const STRIDE = 20;

describe("The harness", () => {
  it.each(SABOTEURS)(
    "finds out when $name",
    async ({ foundBy, interference = null, ...broken }) => {
      const world = await openWorld(broken);
      const found = new Set<string>();
      for (const scenario of SCENARIOS.slice(0, 5)) {
        const { calls, violations } = await playAndJudge(world, scenario, planned());
        for (const { invariant } of violations) found.add(invariant);
        const some = [...singleFaults(calls, BROAD)].filter((_, at) => at % STRIDE === 0);
        const interrupted = calls.map((_, interfereAt) => planned({ interfereAt }));
        for (const schedule of [...interrupted, ...some]) {
          if ([...found].some((invariant) => foundBy.test(invariant))) break;
          const report = await playAndJudge(world, scenario, schedule, interference);
          for (const { invariant } of report.violations) found.add(invariant);
        }
      }
      await world.close();
      expect([...found].filter((invariant) => foundBy.test(invariant))).not.toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "plays the same seed the same way",
    async () => {
      const world = await openWorld();
      const [, scenario] = SCENARIOS;
      if (scenario === undefined) throw new Error("There is no scenario.");
      for (const seed of [1, 2, 3, 4, 5]) {
        const first = await playAndJudge(world, scenario, shuffled(seed));
        const second = await playAndJudge(world, scenario, shuffled(seed));
        expect(second.calls, `seed ${seed}`).toEqual(first.calls);
        expect(second.struck, `seed ${seed}`).toEqual(first.struck);
      }
      await world.close();
    },
    TIMEOUT_MS,
  );
});
