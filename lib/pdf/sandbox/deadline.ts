/** A deadline in processor time: a thread that others starve is not to blame for the clock. */
import { WALL_CLOCK_FACTOR } from "../../limits/sandbox.ts";

/** A thread deep in one native call does not say how long it has worked; then the clock counts. */
const ANSWER_MS = 100;
/** Shorter waits than this are not worth a timer. */
const SHORTEST_WAIT_MS = 20;

export class Deadline {
  readonly #limitMs: number;
  readonly #processorMs: () => Promise<number>;
  readonly #passed: () => void;
  readonly #startedAt = performance.now();
  #usedBefore: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cleared = false;

  /** Calls `passed` once when `limitMs` of processor time are used up, or three times that by the clock, unless cleared before. */
  constructor(limitMs: number, processorMs: () => Promise<number>, passed: () => void) {
    this.#limitMs = limitMs;
    this.#processorMs = processorMs;
    this.#passed = passed;
    processorMs().then(
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
    const restByClock = this.#startedAt + this.#limitMs * WALL_CLOCK_FACTOR - performance.now();
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
    const used = await Promise.race([this.#processorMs().catch(() => Number.POSITIVE_INFINITY), silence]);
    clearTimeout(timer);
    return this.#limitMs - (used - before);
  }
}
