/** The sandbox's threads: who may have one, which are warm, when one is replaced. */
import type { SandboxLimits } from "../../limits/sandbox.ts";
import type { SandboxThread } from "./sandbox-thread.ts";

/** The right to one thread, held from the opening of a document to its closing. The thread in it may change. */
export interface Seat {
  thread: SandboxThread | undefined;
}

type PoolLimits = Pick<SandboxLimits, "workers" | "documentsPerThread" | "restBytes" | "spareDelayMs">;

export class ThreadPool {
  readonly #limits: PoolLimits;
  readonly #createThread: () => SandboxThread;
  readonly #seats = new Set<Seat>();
  readonly #waiting: ((seat: Seat) => void)[] = [];
  #idle: SandboxThread[] = [];

  constructor(limits: PoolLimits, createThread: () => SandboxThread) {
    this.#limits = limits;
    this.#createThread = createThread;
  }

  /** Starts a thread ahead of need, unless one stands idle. */
  warmUp(): void {
    this.#idle = this.#idle.filter((thread) => thread.alive);
    if (this.#idle.length === 0) this.#idle.push(this.#createThread());
  }

  /** Waits for a seat to become free, first come, first served. */
  sit(): Promise<Seat> {
    if (this.#seats.size >= this.#limits.workers) return new Promise((resolve) => this.#waiting.push(resolve));
    return Promise.resolve(this.#newSeat());
  }

  /** Gives a seat back. Its thread is kept for others when it is in order, and whoever waits for the seat finds it: not a second one beside it. */
  async stand(seat: Seat): Promise<void> {
    const { thread } = seat;
    seat.thread = undefined;
    try {
      if (thread !== undefined) await this.#takeBack(thread);
    } finally {
      if (this.#seats.delete(seat)) this.#waiting.shift()?.(this.#newSeat());
    }
  }

  /** The seat's own thread while it lives, else another, started up. Rejects with `internal_error` when none starts. */
  async threadFor(seat: Seat): Promise<SandboxThread> {
    if (seat.thread?.alive) return seat.thread;
    const thread = this.#takeIdle() ?? this.#createThread();
    seat.thread = thread;
    await thread.untilReady();
    setTimeout(() => this.#standBy(), this.#limits.spareDelayMs).unref();
    return thread;
  }

  /** Ends every thread but that of `seat`. Whoever loses one opens its document again at the next call. */
  async endOthers(seat: Seat): Promise<void> {
    const threads = [...this.#idle, ...[...this.#seats].map((other) => other.thread)];
    this.#idle = [];
    await Promise.all(threads.filter((thread) => thread !== undefined && thread !== seat.thread).map((t) => t?.end()));
  }

  /** A spare is of use only while another document may come; where all seats are taken its memory is better left to them. */
  #standBy(): void {
    if (this.#seats.size < this.#limits.workers) this.warmUp();
  }

  #newSeat(): Seat {
    const seat: Seat = { thread: undefined };
    this.#seats.add(seat);
    return seat;
  }

  #takeIdle(): SandboxThread | undefined {
    let thread = this.#idle.pop();
    while (thread !== undefined && !thread.alive) thread = this.#idle.pop();
    return thread;
  }

  async #takeBack(thread: SandboxThread): Promise<void> {
    if (await this.#isReusable(thread)) this.#idle.push(thread);
    else await thread.end();
    this.warmUp();
  }

  /** A thread in the middle of a call, one that has served long enough and one that has not let go of memory are not. */
  async #isReusable(thread: SandboxThread): Promise<boolean> {
    const { workers, documentsPerThread, restBytes } = this.#limits;
    if (!thread.alive || thread.busy || thread.documents >= documentsPerThread) return false;
    const held = await thread.footprint().catch(() => Number.POSITIVE_INFINITY);
    return thread.alive && held <= restBytes && this.#idle.length < workers;
  }
}
