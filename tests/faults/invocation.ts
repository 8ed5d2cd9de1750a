/** One call of a function: it stops at everything that it asks of the world outside, until the harness lets it go on. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** A question of a function to the world: a request to Redis or the broker, or a step of the PDF engine. */
export interface Call {
  readonly name: string;
  readonly invocation: Invocation;
  /** Null for a step that is none. */
  readonly request: Request | null;
  /** Lets the request have its effect; the answer is still with the harness. */
  apply(): Promise<unknown>;
  answer(value: unknown): void;
  /** The connection breaks. */
  fail(error: Error): void;
}

interface Timer {
  readonly due: number;
  readonly everyMs: number | null;
  fire(): void;
}

/** What a caller gets; null when it hears nothing. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Turns of the event loop after which an invocation that does nothing waits for an answer. */
const SETTLING_TURNS = 5;

export class Invocation {
  /** What was called, for inventories: `plan`, `POST /v1/jobs`. */
  readonly label: string;
  readonly parked: Call[] = [];
  /** Frozen: its next step waits until nothing else in the world moves. */
  stalled = false;
  ended: "answered" | "died" | null = null;
  response: Answer | null = null;
  /** Calls that will never be answered. */
  hanging = 0;
  /** Short pauses that it makes at this moment. */
  pauses = 0;
  readonly #timers = new Set<Timer>();
  #wake: () => void = () => {};
  readonly #whenOver: (() => Promise<unknown>)[] = [];

  constructor(label: string) {
    this.label = label;
  }

  park(call: Call): void {
    this.parked.push(call);
    this.#wake();
  }

  take(): Call | undefined {
    return this.parked.shift();
  }

  /** Its process is gone: nothing after this has an effect. */
  die(): void {
    this.#end("died", null);
  }

  finish(response: Answer | null): void {
    if (this.ended === null) this.#end("answered", response);
  }

  #end(how: "answered" | "died", response: Answer | null): void {
    this.ended = how;
    this.response = response;
    this.parked.length = 0;
    this.#timers.clear();
    this.#wake();
  }

  /** What the network still delivers after the caller has given up. */
  afterwards(effect: () => Promise<unknown>): void {
    this.#whenOver.push(effect);
  }

  /** Whether anything was delivered. */
  async settleAfterwards(): Promise<boolean> {
    const effects = this.#whenOver.splice(0);
    for (const effect of effects) await effect();
    return effects.length > 0;
  }

  addTimer(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Fires what is due at `now`; repeating timers as often as they are. */
  fireTimers(now: number): void {
    for (const timer of [...this.#timers]) {
      if (timer.due > now) continue;
      this.#timers.delete(timer);
      if (timer.everyMs !== null) this.#timers.add({ ...timer, due: now + timer.everyMs });
      timer.fire();
    }
  }

  /** Waits until it stops at a call or is over. One that waits for an answer that never comes is helped on by its own deadlines. */
  async rest(): Promise<void> {
    if (this.parked.length === 0 && this.ended === null && this.hanging > 0) await this.#passDeadline();
    while (this.parked.length === 0 && this.ended === null) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    // Calls made at the same time stop together.
    await nextTurn();
  }

  async #passDeadline(): Promise<void> {
    for (let fired = 0; ; fired++) {
      for (let turn = 0; turn < SETTLING_TURNS || this.pauses > 0; turn++) await nextTurn();
      if (this.parked.length > 0 || this.ended !== null) {
        if (fired > 0) this.hanging -= 1;
        return;
      }
      const [next] = [...this.#timers].filter(({ everyMs }) => everyMs === null).sort((a, b) => a.due - b.due);
      if (next === undefined) return;
      this.#timers.delete(next);
      next.fire();
    }
  }
}
