/** Deadlines count work, not waiting; a clock that is turned by hand. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Deadline } from "../../../../lib/pdf/sandbox/deadline.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A deadline of a second for a thread that works `share` of the time and stood still for `idleMs` of it, and whether it has passed. */
function start(share: number, idleMs = 0) {
  const startedAt = performance.now();
  const passed = vi.fn();
  const work = {
    processorMs: async () => (performance.now() - startedAt) * share,
    idleMs: () => Math.min(idleMs, performance.now() - startedAt),
  };
  const deadline = new Deadline(1_000, work, passed);
  return { deadline, passed };
}

it.each([
  ["at its limit for a thread that works all the time", 1, 990, 1_010],
  ["later for a thread that gets half of the time", 0.5, 1_900, 2_110],
  ["at three times its limit for one that does nothing", 0, 2_990, 3_010],
  ["later for one that stood still for others", 0, 5_990, 6_020, 3_000],
])("passes %s", async (_what, share, before, after, idleMs = 0) => {
  const { passed } = start(share, idleMs);
  await vi.advanceTimersByTimeAsync(before);
  expect(passed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(after - before);
  expect(passed).toHaveBeenCalledOnce();
});

it("counts the clock when the thread does not answer", async () => {
  const passed = vi.fn();
  new Deadline(1_000, { processorMs: () => new Promise(() => {}), idleMs: () => 0 }, passed);
  await vi.advanceTimersByTimeAsync(1_110);
  expect(passed).toHaveBeenCalledOnce();
});

it("does not pass once it is cleared", async () => {
  const { deadline, passed } = start(1);
  await vi.advanceTimersByTimeAsync(500);
  deadline.clear();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(passed).not.toHaveBeenCalled();
});
