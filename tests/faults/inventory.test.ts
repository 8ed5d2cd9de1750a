/** One fault at a time at every call that the service makes, and what it asks of the world when nothing goes wrong. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyOrder, interferences, singleFaults } from "./enumerate.ts";
import { playAndJudge, type Report } from "./judge.ts";
import { planned } from "./schedule.ts";
import { FOUR_RANGES, INTERFERENCES, SCENARIOS } from "./scenarios.ts";
import { openWorld, RANGE_PAGES, type World } from "./world.ts";

describe("One fault", () => {
  let world: World;
  let played = 0;
  const bad = new Map<string, string[]>();
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  const note = (where: string, report: Report) => {
    played += 1;
    for (const v of report.violations) {
      const list = bad.get(v.invariant) ?? [];
      list.push(`${where}: ${JSON.stringify(report.struck)} ${v.detail.slice(0, 300)}`);
      bad.set(v.invariant, list);
    }
  };

  it.each(SCENARIOS)("$name", async (scenario) => {
    const { traces, violations } = await playAndJudge(world, scenario, planned({}));
    const t = performance.now();
    const before = played;
    for (const schedule of singleFaults(traces)) process.env.SHOW && process.stdout.write(`${schedule.name}\n`), note(`${scenario.name} ${schedule.name}`, await playAndJudge(world, scenario, schedule));
    process.stdout.write(`${scenario.name}: ${played - before} in ${performance.now() - t} ms ${JSON.stringify(violations)}\n`);
  }, 600_000);
  it("orders", async () => {
    for (const schedule of everyOrder(4, RANGE_PAGES)) note(schedule.name, await playAndJudge(world, FOUR_RANGES, schedule));
  });
  it.each(INTERFERENCES)("$name", async (interference) => {
    for (const scenario of SCENARIOS.slice(0, 2)) {
    const { traces } = await playAndJudge(world, scenario, planned({}));
    const t = performance.now();
    const before = played;
    for (const schedule of interferences(traces)) note(`${interference.name} ${scenario.name} ${schedule.name}`, await playAndJudge(world, scenario, schedule, interference));
    process.stdout.write(`${interference.name}: ${played - before} in ${performance.now() - t} ms\n`);
    }
  }, 600_000);
  it("sums up", () => {
    process.stdout.write(`${played} schedules\n`);
    for (const [k, v] of bad) process.stdout.write(`== ${k}: ${v.length}\n${v.slice(0, 6).join("\n")}\n`);
    expect(bad.size).toBe(0);
  });
});
