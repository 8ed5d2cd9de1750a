/** How long a caller wants to wait for a job, and how it is waited for. */
import { describe, expect, it } from "vitest";
import { waitForEnd, waitSecondsOf } from "../../../lib/http/prefer-wait.ts";
import type { JobProgress } from "../../../lib/jobs/job-store.ts";

const wait = (prefer?: string) => waitSecondsOf(new Headers(prefer === undefined ? {} : { prefer }));

describe("The preference to wait", () => {
  it.each([
    ["wait=10", 10],
    ['respond-async, Wait = "7"', 7],
    ["wait=5; foo=bar, wait=9", 5],
    ["wait=0", 0],
    ["wait=100000", 30],
    ["wait", 0],
    ["wait=-1", 0],
    ["wait=1.5", 0],
    ["wait=soon", 0],
    ["handling=wait=3", 0],
  ])("%j is for %i seconds", (prefer, seconds) => {
    expect(wait(prefer)).toBe(seconds);
  });

  it("is none without a header", () => {
    expect(wait()).toBe(0);
  });
});

describe("Waiting for a job", () => {
  const job = (state: string) => ({ record: { state } }) as unknown as JobProgress;
  async function waited(seconds: number, endsAfterMs: number) {
    const looks: number[] = [];
    let now = 0;
    const read = async () => {
      looks.push(now);
      return job(now >= endsAfterMs ? "failed" : "running");
    };
    const told = await waitForEnd(read, seconds, async (ms) => {
      now += ms;
    });
    return { state: told.record.state, looks };
  }

  it("looks ever more seldom, and goes on once the job has ended", async () => {
    expect(await waited(30, 3_000)).toEqual({ state: "failed", looks: [0, 250, 750, 1_750, 3_750] });
  });

  it("ends with the time, and asks few times for it", async () => {
    const { state, looks } = await waited(30, Number.POSITIVE_INFINITY);
    expect(state).toBe("running");
    expect(looks.at(-1)).toBe(30_000);
    expect(looks.length).toBeLessThan(20);
  });
});
