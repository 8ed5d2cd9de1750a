/** Decides which waiting message starts when: due times, gates (flow control, queues) and the plan's global parallelism. */
import type { Clock } from "./clock.ts";
import type { Gate } from "./gate.ts";
import type { Message } from "./message.ts";

interface DispatcherOptions {
  readonly clock: Clock;
  readonly gates: readonly Gate<Message>[];
  readonly parallelism: number;
  /** Makes one attempt; after it the message must be either rescheduled (`nextAttemptAt`) or removed. Must not throw. */
  attempt(message: Message): Promise<void>;
}

/**
 * Keeps unfinished messages and runs one timer for the earliest of them. Every step looks at all waiting messages in
 * order of arrival: linear, which is plain to reason about and fast enough for the thousands that a development run has.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #unfinished = new Map<string, Message>();
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #idleWaiters = new Set<{ readonly horizonMs: number; readonly resolve: () => void }>();
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  get size(): number {
    return this.#unfinished.size;
  }

  messages(): Message[] {
    return [...this.#unfinished.values()];
  }

  get(messageId: string): Message | undefined {
    return this.#unfinished.get(messageId);
  }

  isInFlight(message: Message): boolean {
    return this.#inFlight.has(message.messageId);
  }

  add(message: Message): void {
    this.#unfinished.set(message.messageId, message);
    this.wake();
  }

  remove(message: Message): void {
    this.#unfinished.delete(message.messageId);
  }

  /** Starts what may start and sets the timer for what may start later. Call it after every change of a gate. */
  wake(): void {
    if (this.#isClosed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { clock, parallelism } = this.#options;
    const nowMs = clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const message of this.#unfinished.values()) {
      if (this.#inFlight.size >= parallelism) break; // the next attempt that ends wakes us again
      if (this.isInFlight(message)) continue;
      const startsAt = this.#startsAt(message, nowMs);
      if (startsAt <= nowMs) this.#start(message, nowMs);
      else earliest = Math.min(earliest, startsAt);
    }
    if (earliest !== Number.POSITIVE_INFINITY) {
      this.#cancelTimer = clock.after(earliest - nowMs, () => this.wake());
    }
    this.#resolveIdle();
  }

  /** Resolves when nothing is in flight and nothing can start within `horizonMs`, paused and far-delayed ones aside. */
  idle(horizonMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.add({ horizonMs, resolve });
      this.#resolveIdle();
    });
  }

  /** Starts nothing more, and resolves when the attempts that run have ended. */
  async drain(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    await Promise.all(this.#inFlight.values());
  }

  /** Stops the timer, starts nothing more, and waits for the attempts that still run: abort those first. */
  async close(): Promise<void> {
    await this.drain();
    this.#unfinished.clear();
    this.#resolveIdle();
  }

  #startsAt(message: Message, nowMs: number): number {
    return Math.max(message.nextAttemptAt, ...this.#options.gates.map((gate) => gate.readyAt(message, nowMs)));
  }

  #start(message: Message, nowMs: number): void {
    const { gates, attempt } = this.#options;
    for (const gate of gates) gate.enter?.(message, nowMs);
    const run = attempt(message).finally(() => {
      for (const gate of gates) gate.leave?.(message);
      this.#inFlight.delete(message.messageId);
      this.wake();
    });
    this.#inFlight.set(message.messageId, run);
  }

  #resolveIdle(): void {
    if (this.#idleWaiters.size === 0 || this.#inFlight.size > 0) return;
    const nowMs = this.#options.clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const message of this.#unfinished.values()) earliest = Math.min(earliest, this.#startsAt(message, nowMs));
    for (const waiter of this.#idleWaiters) {
      if (earliest <= nowMs + waiter.horizonMs) continue;
      this.#idleWaiters.delete(waiter);
      waiter.resolve();
    }
  }
}
