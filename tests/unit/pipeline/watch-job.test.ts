/** How often a job is looked at, and when it is read. */
import { describe, expect, it } from "vitest";
import type { Glance, JobProgress } from "../../../lib/jobs/job-store.ts";
import { glanceAt, watchJob } from "../../../lib/pipeline/watch-job.ts";

const job = (at: number) => ({ at }) as JobProgress;

async function watch(seconds: number, changesAt: readonly number[]) {
  let now = 0;
  const seen: (number | null)[] = [];
  let looks = 0;
  const watched = {
    glance: async () => {
      looks += 1;
      return String(changesAt.filter((time) => time <= now).length);
    },
    read: async () => job(now),
    sleep: async (ms: number) => {
      now += ms;
    },
    now: () => now,
  };
  for await (const found of watchJob(watched, seconds)) seen.push(found?.at ?? null);
  return { seen, looks };
}

describe("Watching a job", () => {
  it("reads it at first, and when it has come on", async () => {
    const { seen } = await watch(10, [3_000]);
    expect(seen.filter((at) => at !== null)).toEqual([0, 3_750]);
  });

  it("costs at most a look every two seconds while nothing happens", async () => {
    expect((await watch(60, [])).looks).toBeLessThanOrEqual(34);
  });

  it("ends when the time is over, and looks once without any", async () => {
    expect(await watch(0, [])).toEqual({ seen: [0], looks: 1 });
  });
});

describe("A glance", () => {
  const glances = (all: Readonly<Record<string, Glance>>) => ({
    jobs: { glance: async (id: string) => all[id] ?? null },
  });
  type Deps = Parameters<typeof glanceAt>[0];
  const of = (all: Readonly<Record<string, Glance>>) => glanceAt(glances(all) as unknown as Deps, "a");

  it("changes with the job, and with the one that it follows", async () => {
    const led = { mark: "1", leader: "b", dueAt: null };
    const marks = await Promise.all([
      of({ a: led, b: { mark: "1", leader: null, dueAt: null } }),
      of({ a: led, b: { mark: "2", leader: null, dueAt: null } }),
      of({ a: { ...led, mark: "2" }, b: { mark: "2", leader: null, dueAt: null } }),
      of({ a: led }),
      of({}),
    ]);
    expect(new Set(marks).size).toBe(5);
  });

  it("is a new one each time of a job that should be looked after", async () => {
    const late = { mark: "1", leader: null, dueAt: Date.now() - 60_000 };
    const first = await of({ a: late });
    await expect.poll(() => of({ a: late })).not.toBe(first);
    const idle = { ...late, dueAt: Date.now() + 60_000 };
    expect(await of({ a: idle })).toBe(await of({ a: idle }));
  });
});
