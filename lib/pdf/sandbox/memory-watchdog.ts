/** Looks at the memory of the whole process while documents are read, and ends whoever takes too much of it. */
import { MEMORY_ALLOWANCE_BYTES, type SandboxLimits } from "../../limits/sandbox.ts";
import type { SandboxThread } from "./sandbox-thread.ts";
import { ThreadLoss } from "./thread-loss.ts";

/** A thread deep in one native call does not tell what it holds, and is the first suspect. */
const ANSWER_MS = 50;

interface Suspect {
  readonly thread: SandboxThread;
  readonly bytes: number;
}

type WatchLimits = Pick<SandboxLimits, "processBytes" | "threadBytes" | "pollMs">;

/**
 * Only the process's memory tells the whole truth, and costs little to read; whose it is, the threads are asked when it has
 * grown. A thread that says that it holds more than it may is ended for good. When the process as a whole has too much,
 * the one that holds most is ended, to blame for certain when it runs alone; else it may prove itself once more.
 */
export class MemoryWatchdog {
  readonly #limits: WatchLimits;
  /** Running threads, and whether each has the process to itself. */
  readonly #running = new Map<SandboxThread, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #limitBytes = 0;
  #worthAskingBytes = 0;
  #looking = false;

  constructor(limits: WatchLimits) {
    this.#limits = limits;
  }

  /** Watches over `thread` while `work` goes on. `alone`: no other thread holds a document meanwhile. */
  async during<T>(thread: SandboxThread, alone: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#running.size === 0) this.#start();
    this.#running.set(thread, alone);
    try {
      return await work();
    } finally {
      this.#running.delete(thread);
      if (this.#running.size === 0) clearInterval(this.#timer);
    }
  }

  /** A process that is large already, for whatever reason, must not cost the next document its life. */
  #start(): void {
    const bytes = process.memoryUsage.rss();
    this.#limitBytes = Math.max(this.#limits.processBytes, bytes + MEMORY_ALLOWANCE_BYTES);
    this.#worthAskingBytes = bytes + this.#limits.threadBytes / 2;
    this.#timer = setInterval(() => void this.#look(), this.#limits.pollMs).unref();
  }

  /** One thread at a time, and none before the last one's memory is back. */
  async #look(): Promise<void> {
    const bytes = process.memoryUsage.rss();
    if (this.#looking || bytes <= Math.min(this.#limitBytes, this.#worthAskingBytes)) return;
    this.#looking = true;
    try {
      const suspect = await this.#findSuspect();
      const alone = suspect && this.#running.get(suspect.thread);
      // It may have answered while it was asked.
      if (suspect === undefined || alone === undefined) return;
      const proven = Number.isFinite(suspect.bytes) && suspect.bytes > this.#limits.threadBytes;
      if (proven || bytes > this.#limitBytes) await suspect.thread.end(new ThreadLoss("memory", proven || alone));
    } finally {
      this.#looking = false;
    }
  }

  async #findSuspect(): Promise<Suspect | undefined> {
    const asked = await Promise.all(
      [...this.#running.keys()].map(async (thread) => ({ thread, bytes: await weigh(thread) })),
    );
    return asked.toSorted((a, b) => b.bytes - a.bytes)[0];
  }
}

/** What a thread holds; infinitely much when it does not say. */
async function weigh(thread: SandboxThread): Promise<number> {
  const { promise: silence, resolve } = Promise.withResolvers<number>();
  const timer = setTimeout(resolve, ANSWER_MS, Number.POSITIVE_INFINITY);
  const bytes = await Promise.race([thread.footprint().catch(() => Number.POSITIVE_INFINITY), silence]);
  clearTimeout(timer);
  return bytes;
}
