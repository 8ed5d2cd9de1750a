/** One fault at a time, at every call that the service makes: what was promised holds all the same. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEADLY } from "./documents.ts";
import { type Aftermath, BROAD, everyOrder, NARROW, secondFaults, singleFaults } from "./enumerate.ts";
import { faultsFor } from "./faults.ts";
import { playAndJudge, type Report } from "./judge.ts";
import type { Interference, Scenario } from "./run.ts";
import { ASKING, FOUR_RANGES, INTERFERENCES, SCENARIOS } from "./scenarios.ts";
import { type MadeCall, planned, type Schedule } from "./schedule.ts";
import { Tally } from "./tally.ts";
import { openWorld, RANGE_PAGES, type World } from "./world.ts";

/** `FAULTS=all` plays every order and every repeated delivery with every fault. */
const BREADTH = process.env.FAULTS === "all" ? BROAD : NARROW;
const LEAST_SCHEDULES = process.env.FAULTS === "all" ? 4_000 : 2_000;
const TIMEOUT_MS = 900_000;

interface Story {
  readonly scenario: Scenario;
  readonly interference?: Interference;
}

/** Every fault at the calls at which none has been played so far: those that are made only when somebody comes in between. */
function* faultsAtNewCalls(calls: readonly MadeCall[], interfereAt: number, tried: Set<string>): Generator<Schedule> {
  for (const [at, { label, name }] of calls.entries()) {
    const known = `${label}: ${name}`;
    if (tried.has(known)) continue;
    tried.add(known);
    for (const fault of faultsFor(name)) yield planned({ interfereAt, faults: { [at]: fault } });
  }
}

describe("A single fault", () => {
  const tally = new Tally();
  /** Calls that no scenario makes without a fault, each with the first schedule that led there. */
  const aftermaths = new Map<string, Story & Aftermath>();
  const ordinary = new Set<string>();
  /** Calls at which every fault has been played. */
  const tried = new Set<string>();
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  async function play(story: Story, schedule: Schedule): Promise<Report> {
    const { scenario, interference = null } = story;
    const report = await playAndJudge(world, scenario, schedule, interference);
    tally.add([scenario.name, interference?.name].join(", "), schedule, report);
    for (const call of report.calls) {
      const known = `${call.label}: ${call.name}`;
      if (report.struck.length === 0) ordinary.add(known);
      const [only] = report.struck;
      if (only === undefined || ordinary.has(known) || aftermaths.has(known)) continue;
      const leading = { [only.index]: only.fault };
      aftermaths.set(known, { ...story, leading, call, interfereAt: schedule.interfereAt });
    }
    return report;
  }

  it.each([...SCENARIOS, ...ASKING])(
    "breaks no promise: $name",
    async (scenario) => {
      const { calls, violations } = await play({ scenario }, planned());
      expect(violations).toEqual([]);
      const breadth = ASKING.includes(scenario) ? NARROW : BREADTH;
      for (const schedule of singleFaults(calls, breadth)) await play({ scenario }, schedule);
      for (const { label, name } of calls) tried.add(`${label}: ${name}`);
      expect(tally.violations()).toEqual({});
    },
    TIMEOUT_MS,
  );

  it(
    "nor does any order of four deliveries",
    async () => {
      for (const schedule of everyOrder(4, RANGE_PAGES)) await play({ scenario: FOUR_RANGES }, schedule);
      expect(tally.violations()).toEqual({});
    },
    TIMEOUT_MS,
  );

  it.each(INTERFERENCES)(
    "nor does it when $name",
    async (interference) => {
      for (const scenario of SCENARIOS) {
        const { calls } = await play({ scenario }, planned());
        for (const at of calls.keys()) {
          const report = await play({ scenario, interference }, planned({ interfereAt: at }));
          for (const schedule of faultsAtNewCalls(report.calls, at, tried)) {
            await play({ scenario, interference }, schedule);
          }
        }
      }
      expect(tally.violations()).toEqual({});
    },
    TIMEOUT_MS,
  );

  it(
    "nor does another one at a call that only a fault leads to",
    async () => {
      for (const [known, aftermath] of aftermaths) {
        if (ordinary.has(known)) continue;
        for (const schedule of secondFaults(aftermath)) await play(aftermath, schedule);
      }
      expect(tally.violations()).toEqual({});
    },
    TIMEOUT_MS,
  );

  it("has struck every call that there is, in every way that fits it", async () => {
    // A page that kills is struck in every schedule, and a script goes out whole only to a store that has just begun.
    const strikable = [...tally.struck].filter(([known]) => !known.endsWith(DEADLY) && !known.endsWith("(whole)"));
    const missed = strikable.flatMap(([known, struck]) => {
      const fitting = faultsFor(known.slice(known.indexOf(": ") + 2));
      return fitting.filter((fault) => !struck.has(fault)).map((fault) => `${known}: ${fault}`);
    });
    expect(missed).toEqual([]);
    await expect(`${[...tally.struck.keys()].sort().join("\n")}\n`).toMatchFileSnapshot("calls.txt");
  });

  it("has been tried often enough", () => {
    expect(tally.schedules).toBeGreaterThanOrEqual(LEAST_SCHEDULES);
  });
});

describe("Without a fault", () => {
  it.each([...SCENARIOS, ...ASKING, FOUR_RANGES])("the service asks this of the world: $name", async (scenario) => {
    const world = await openWorld();
    const { traces } = await playAndJudge(world, scenario, planned());
    await world.close();
    const lines = traces.map(({ label, calls }) => `${label}: ${calls.join(" ")}`);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`inventory/${scenario.name.replaceAll(" ", "-")}.txt`);
  });
});
