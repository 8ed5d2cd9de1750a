/** A deadline in processor time: a thread that others starve is not to blame for the clock. */
import { WALL_CLOCK_FACTOR } from "../../limits/sandbox.ts";

/** A thread deep in one native call does not say how long it has worked; then the clock counts. */
const ANSWER_MS = 100;
/** Shorter waits than this are not worth a timer. */
const SHORTEST_WAIT_MS = 20;

/** The work that a deadline is for. */
export interface TimedWork {
  /** Processor time that the worker has used. */
  processorMs(): Promise<number>;
  /** How long it has stood still for others, by the clock. */
  idleMs(): number;
}

export class Deadline {
  readonly #limitMs: number;
  readonly #work: TimedWork;
  readonly #passed: () => void;
  readonly #startedAt = performance.now();
  readonly #idleBefore: number;
  #usedBefore: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cleared = false;

  /**
   * Calls `passed` once when `limitMs` of processor time are used up, or three times that by the clock, time left out in which it
   * stood still, unless cleared before.
   */
  constructor(limitMs: number, work: TimedWork, passed: () => void) {
    this.#limitMs = limitMs;
    this.#work = work;
    this.#idleBefore = work.idleMs();
    this.#passed = passed;
    work.processorMs().then(
      (used) => {
        this.#usedBefore = used;
      },
      () => {},
    );
    this.#wait(limitMs);
  }

  clear(): void {
    this.#cleared = true;
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.#look(), milliseconds);
  }

  async #look(): Promise<void> {
    const idle = this.#work.idleMs() - this.#idleBefore;
    const restByClock = this.#startedAt + this.#limitMs * WALL_CLOCK_FACTOR + idle - performance.now();
    const rest = Math.min(await this.#restOfWork(), restByClock);
    if (this.#cleared) return;
    if (rest > 0) this.#wait(Math.max(SHORTEST_WAIT_MS, rest));
    else this.#passed();
  }

  /** Processor milliseconds that are left; none when the thread does not say. */
  async #restOfWork(): Promise<number> {
    const before = this.#usedBefore;
    if (before === undefined) return 0;
    const { promise: silence, resolve } = Promise.withResolvers<number>();
    const timer = setTimeout(resolve, ANSWER_MS, Number.POSITIVE_INFINITY);
    const used = await Promise.race([this.#work.processorMs().catch(() => Number.POSITIVE_INFINITY), silence]);
    clearTimeout(timer);
    return this.#limitMs - (used - before);
  }
}
