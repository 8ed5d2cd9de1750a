/** One document's use of the sandbox: calls go to a thread that has it open; when that thread is lost, to another. */
import type { EngineName } from "../../contracts/engine-choice.ts";
import type { SandboxLimits } from "../../limits/sandbox.ts";
import type { SourceLimits } from "../../limits/source-reads.ts";
import type { DocumentFeed } from "./document-feed.ts";
import type { Gate } from "./gate.ts";
import type { MemoryWatchdog } from "./memory-watchdog.ts";
import type { SandboxAnswer, SandboxFile, SandboxRequest } from "./sandbox-messages.ts";
import type { SandboxThread } from "./sandbox-thread.ts";
import { ThreadLoss } from "./thread-loss.ts";
import type { Seat, ThreadPool } from "./thread-pool.ts";

/** What all documents of an engine share. */
export interface SandboxParts {
  readonly pool: ThreadPool;
  readonly gate: Gate;
  readonly watchdog: MemoryWatchdog;
  readonly limits: SandboxLimits;
  readonly source: SourceLimits;
}

/** The document, and what opens it. */
interface SessionFile {
  readonly feed: DocumentFeed;
  readonly password: string | undefined;
}

export class SandboxSession {
  readonly #parts: SandboxParts;
  readonly #seat: Seat;
  readonly #file: SessionFile;
  /** The thread in which each engine has it open; it may be gone. */
  readonly #openIn = new Map<EngineName, SandboxThread>();
  #lane: { readonly thread: SandboxThread; readonly lane: SharedArrayBuffer } | undefined;
  #workedMs = 0;
  #running = 0;
  #closed = false;

  /** Takes the seat over: `close` gives it back. */
  constructor(parts: SandboxParts, seat: Seat, file: SessionFile) {
    this.#parts = parts;
    this.#seat = seat;
    this.#file = file;
  }

  /** How long its calls have run by the clock, waiting for other documents and for the bytes of this one left out. */
  get workedMs(): number {
    return this.#workedMs;
  }

  /** Opens the document in an engine. Rejects with DocatError or ThreadLoss, as `call` does. */
  open(engine: EngineName): Promise<SandboxAnswer<"open">> {
    return this.#run((alone) => this.#open(engine, alone));
  }

  /** Sends a request to a thread that has the document open in its engine. Rejects with ThreadLoss when it ran into a limit or fell over. */
  call<K extends "metadata" | "navigation" | "security" | "page">(
    engine: EngineName,
    request: Extract<SandboxRequest, { kind: K }>,
    limitMs: number,
  ): Promise<SandboxAnswer<K>> {
    return this.#run(async (alone) => {
      const { thread } = this.#seat;
      if (!thread?.alive || this.#openIn.get(engine) !== thread) await this.#open(engine, alone);
      return this.#send<K>(await this.#thread(), alone, request, limitMs);
    });
  }

  /** Never rejects. A thread that is still at work is ended. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { thread } = this.#seat;
    try {
      if (this.#running > 0) await thread?.end();
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
    const startedAt = performance.now() - this.#waitedMs;
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#workedMs += performance.now() - this.#waitedMs - startedAt;
    }
  }

  async #open(engine: EngineName, alone: boolean): Promise<SandboxAnswer<"open">> {
    const { password } = this.#file;
    const thread = await this.#thread();
    const request = { kind: "open", engine, file: this.#fileFor(thread), password } as const;
    const opened = await this.#send<"open">(thread, alone, request, this.#parts.limits.openMs);
    this.#openIn.set(engine, thread);
    return opened;
  }

  get #waitedMs(): number {
    return this.#file.feed.clerk?.waitedMs ?? 0;
  }

  /** What a thread is given of the document: all engines in it share one lane. */
  #fileFor(thread: SandboxThread): SandboxFile {
    const { bytes, clerk } = this.#file.feed;
    if (bytes !== undefined) return { bytes };
    if (this.#lane?.thread !== thread) this.#lane = { thread, lane: clerk.newLane() };
    return { lane: this.#lane.lane, sizeBytes: clerk.sizeBytes };
  }

  async #thread(): Promise<SandboxThread> {
    if (this.#closed) throw new ThreadLoss("ended");
    const thread = await this.#parts.pool.threadFor(this.#seat);
    if (!this.#closed) return thread;
    await thread.end();
    throw new ThreadLoss("ended");
  }

  /** After a read that failed nobody knows what an engine believes of the document: it is opened anew. */
  async #send<K extends SandboxRequest["kind"]>(
    thread: SandboxThread,
    alone: boolean,
    request: Extract<SandboxRequest, { kind: K }>,
    limitMs: number,
  ): Promise<SandboxAnswer<K>> {
    const { clerk } = this.#file.feed;
    clerk?.forgive();
    try {
      return await this.#parts.watchdog.during(thread, alone, () => thread.call<K>(request, limitMs, clerk));
    } finally {
      if (clerk?.failure !== undefined) this.#openIn.clear();
    }
  }
}
