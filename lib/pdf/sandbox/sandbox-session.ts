/** One document's use of the sandbox: calls go to a thread that has it open; when that thread is lost, to another. */
import type { SandboxLimits } from "../../limits/sandbox.ts";
import type { Gate } from "./gate.ts";
import type { MemoryWatchdog } from "./memory-watchdog.ts";
import type { SandboxAnswer, SandboxRequest } from "./sandbox-messages.ts";
import type { SandboxThread } from "./sandbox-thread.ts";
import { ThreadLoss } from "./thread-loss.ts";
import type { Seat, ThreadPool } from "./thread-pool.ts";

/** What all documents of an engine share. */
export interface SandboxParts {
  readonly pool: ThreadPool;
  readonly gate: Gate;
  readonly watchdog: MemoryWatchdog;
  readonly limits: SandboxLimits;
}

export class SandboxSession {
  readonly #parts: SandboxParts;
  readonly #seat: Seat;
  readonly #bytes: Uint8Array;
  #workedMs = 0;
  #closed = false;

  /** Takes the seat over: `close` gives it back. */
  constructor(parts: SandboxParts, seat: Seat, bytes: Uint8Array) {
    this.#parts = parts;
    this.#seat = seat;
    this.#bytes = bytes;
  }

  /** How long its calls have run by the clock, waiting for others left out. */
  get workedMs(): number {
    return this.#workedMs;
  }

  /** Opens the document. Rejects with DocatError or ThreadLoss, as `call` does. */
  open(): Promise<SandboxAnswer<"open">> {
    return this.#run((alone) => this.#open(alone));
  }

  /** Sends a request to a thread that has the document open. Rejects with ThreadLoss when it ran into a limit or fell over. */
  call<K extends "metadata" | "page">(
    request: Extract<SandboxRequest, { kind: K }>,
    limitMs: number,
  ): Promise<SandboxAnswer<K>> {
    return this.#run(async (alone) => {
      if (!this.#seat.thread?.alive) await this.#open(alone);
      return this.#send<K>(await this.#thread(), alone, request, limitMs);
    });
  }

  /** Never rejects. A thread that is still at work is ended. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { thread } = this.#seat;
    try {
      if (thread?.busy) await thread.end();
      else if (thread?.alive) await thread.call<"close">({ kind: "close" }, this.#parts.limits.metadataMs);
    } catch {
      await thread?.end();
    }
    await this.#parts.pool.stand(this.#seat).catch(() => {});
  }

  /** Whoever was ended for memory that may have been a neighbour's gets the process to itself, once. */
  async #run<T>(attempt: (alone: boolean) => Promise<T>): Promise<T> {
    const { gate, pool } = this.#parts;
    try {
      return await gate.together(() => this.#timed(() => attempt(false)));
    } catch (error) {
      if (!(error instanceof ThreadLoss) || error.certain || this.#closed) throw error;
      return await gate.alone(async () => {
        await pool.endOthers(this.#seat);
        return this.#timed(() => attempt(true));
      });
    }
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#workedMs += performance.now() - startedAt;
    }
  }

  async #open(alone: boolean): Promise<SandboxAnswer<"open">> {
    const request = { kind: "open", bytes: this.#bytes } as const;
    return this.#send<"open">(await this.#thread(), alone, request, this.#parts.limits.openMs);
  }

  async #thread(): Promise<SandboxThread> {
    return (await this.#parts.pool.threadFor(this.#seat)).thread;
  }

  #send<K extends SandboxRequest["kind"]>(
    thread: SandboxThread,
    alone: boolean,
    request: Extract<SandboxRequest, { kind: K }>,
    limitMs: number,
  ): Promise<SandboxAnswer<K>> {
    return this.#parts.watchdog.during(thread, alone, () => thread.call<K>(request, limitMs));
  }
}
