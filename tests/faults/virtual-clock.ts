/** The one clock of a simulated world: Redis, broker and functions all read it, and only the harness moves it. */
import { vi } from "vitest";
import type { Clock } from "../../dev/broker/clock.ts";

const START = Date.UTC(2026, 0, 1);

export interface VirtualClock extends Clock {
  /** Moves on without running what falls due meanwhile; that runs when the clock next goes from task to task. */
  advanceBy(milliseconds: number): void;
  /** Goes on to the next task and runs it. False when there is none before `limit`. */
  runNext(limit: number): boolean;
  restart(): void;
}

interface Task {
  readonly at: number;
  run(): void;
}

/** Takes `Date` over as well, so that signatures are made and checked by this clock. */
export function createVirtualClock(): VirtualClock {
  let time = START;
  const tasks = new Set<Task>();
  vi.useFakeTimers({ toFake: ["Date"], now: time });
  const set = (to: number) => {
    time = to;
    vi.setSystemTime(to);
  };
  return {
    now: () => time,
    after(delayMs, run) {
      const task = { at: time + Math.max(0, delayMs), run };
      tasks.add(task);
      return () => tasks.delete(task);
    },
    advanceBy: (milliseconds) => set(time + milliseconds),
    runNext(limit) {
      let next: Task | undefined;
      for (const task of tasks) if (next === undefined || task.at < next.at) next = task;
      if (next === undefined || next.at > limit) return false;
      tasks.delete(next);
      set(Math.max(time, next.at));
      next.run();
      return true;
    },
    restart() {
      tasks.clear();
      set(START);
    },
  };
}
