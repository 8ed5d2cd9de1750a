/** Time as the broker sees it, so that a test can move it: what the time is, and "call me after so many milliseconds". */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once after `delayMs`; the answer cancels it. May run early for very long delays: check `now()`. */
  after(delayMs: number, task: () => void): () => void;
}

/** The longest delay that a Node timer holds; beyond it the timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, Math.min(Math.max(delayMs, 0), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
