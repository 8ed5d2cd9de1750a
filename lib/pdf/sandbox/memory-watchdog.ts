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

/**
 * Typed arrays lie outside the heap that a thread can be limited to, so only the process's memory tells the truth; whose
 * it is, the threads are asked. One that holds half of what the process may have is to blame for certain, and so is one
 * that runs alone. Any other suspect is ended too, but may prove itself once more.
 */
export class MemoryWatchdog {
  readonly #limits: Pick<SandboxLimits, "processBytes" | "pollMs">;
  /** Running threads, and whether each has the process to itself. */
  readonly #running = new Map<SandboxThread, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #limitBytes = 0;
  #looking = false;

  constructor(limits: Pick<SandboxLimits, "processBytes" | "pollMs">) {
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
    this.#limitBytes = Math.max(this.#limits.processBytes, process.memoryUsage.rss() + MEMORY_ALLOWANCE_BYTES);
    this.#timer = setInterval(() => void this.#look(), this.#limits.pollMs).unref();
  }

  /** One thread at a time, and none before the last one's memory is back. */
  async #look(): Promise<void> {
    if (this.#looking || process.memoryUsage.rss() <= this.#limitBytes) return;
    this.#looking = true;
    try {
      const suspect = await this.#findSuspect();
      const alone = suspect && this.#running.get(suspect.thread);
      // It may have answered while it was asked.
      if (suspect === undefined || alone === undefined) return;
      const holdsHalf = Number.isFinite(suspect.bytes) && suspect.bytes >= this.#limits.processBytes / 2;
      await suspect.thread.end(new ThreadLoss("memory", alone || holdsHalf));
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
