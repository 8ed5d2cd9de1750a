/** One thread of the sandbox as its owner sees it: start, one call at a time, an end at any moment. */
import { Worker } from "node:worker_threads";
import { DocatError } from "../../errors/docat-error.ts";
import { type SandboxLimits, UNREACHABLE_HEAP_MB, YOUNG_HEAP_MB } from "../../limits/sandbox.ts";
import type { SourceLimits } from "../../limits/source-reads.ts";
import type { PdfjsAssets } from "../pdfjs/pdfjs-assets.ts";
import { Deadline } from "./deadline.ts";
import {
  ANSWER_SCHEMAS,
  messageSchema,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxFailure,
  type SandboxQuestion,
  type SandboxReply,
  type SandboxRequest,
  type SandboxWorkerData,
} from "./sandbox-messages.ts";
import { SANDBOX_WORKER_URL } from "./sandbox-worker.ts";
import type { SourceClerk } from "./source-clerk.ts";
import { ThreadLoss } from "./thread-loss.ts";

/** Reads for the thread while it is called. */
export type Clerk = Pick<SourceClerk, "serve" | "waitedMs" | "failure">;

type ThreadLimits = Pick<SandboxLimits, "startMs" | "glyphsPerPage"> & { readonly source: SourceLimits };

interface PendingCall {
  readonly id: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly clerk: Clerk | undefined;
}

export class SandboxThread {
  readonly #worker: Worker;
  readonly #started = Promise.withResolvers<void>();
  readonly #ready: Promise<void>;
  #pending: PendingCall | undefined;
  #calls = 0;
  #loss: ThreadLoss | undefined;
  #lane: SharedArrayBuffer | undefined;
  #documents = 0;
  #holds = 0;

  /** The thread sees no environment and no network, and what it prints is dropped. It keeps no process alive while idle. */
  constructor(assets: PdfjsAssets, limits: ThreadLimits) {
    const { glyphsPerPage, source } = limits;
    const workerData: SandboxWorkerData = { docatSandbox: true, assets, glyphsPerPage, source };
    this.#worker = new Worker(SANDBOX_WORKER_URL, {
      name: "docat-sandbox",
      workerData,
      argv: [],
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: UNREACHABLE_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
      // Kept from this process's own streams and never read: reading them would keep the process alive.
      stdout: true,
      stderr: true,
    });
    this.#worker.on("message", (message: unknown) => this.#hear(message));
    this.#worker.on("error", (error: unknown) => {
      this.#loss ??= lossFor(error);
    });
    this.#worker.on("exit", () => this.#leave());
    this.#worker.unref();
    this.#ready = this.#awaitStart(limits.startMs);
    // Whoever waits for it hears of it; nobody may.
    this.#ready.catch(() => {});
  }

  /** Resolves when the thread can take calls. Rejects with `internal_error` when it did not come up: no document is to blame. */
  async untilReady(): Promise<void> {
    await this.#held(() => this.#ready);
  }

  get alive(): boolean {
    return this.#loss === undefined;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  /** Documents that it was asked to open. */
  get documents(): number {
    return this.#documents;
  }

  /**
   * Rejects with DocatError when the document is at fault, with ThreadLoss when the thread is gone. `limitMs` is
   * processor time as far as it can be measured; at three times that by the clock, waiting for the clerk left out, the thread
   * is ended in any case. Rejects with what a read of the clerk's failed with, whatever the thread has made of it.
   */
  async call<K extends SandboxRequest["kind"]>(
    request: Extract<SandboxRequest, { kind: K }>,
    limitMs: number,
    clerk?: Clerk,
  ): Promise<SandboxAnswer<K>> {
    if (this.#loss !== undefined) throw this.#loss;
    if (this.#pending !== undefined) throw new Error("The sandbox thread takes one call at a time.");
    const deadline = new Deadline(
      limitMs,
      { processorMs: () => this.processorMs(), idleMs: () => clerk?.waitedMs ?? 0 },
      () => void this.end(new ThreadLoss("time")),
    );
    try {
      const answer = await this.#held(async () => this.#parse(request.kind, await this.#send(request, clerk)));
      if (clerk?.failure === undefined) return answer;
    } catch (error) {
      if (clerk?.failure === undefined) throw error;
    } finally {
      deadline.clear();
    }
    throw clerk.failure.cause;
  }

  /** Ends the thread whatever it is doing. A call that waits rejects when the thread is gone and its memory given back; so long this waits too. */
  async end(loss: ThreadLoss = new ThreadLoss("ended")): Promise<void> {
    this.#loss ??= loss;
    await this.#held(() => this.#worker.terminate());
  }

  /** Bytes that this thread holds: its heap and what hangs on it. Answers from tight loops too, but not from every native call. */
  async footprint(): Promise<number> {
    const { used_heap_size, external_memory } = await this.#held(() => this.#worker.getHeapStatistics());
    return used_heap_size + external_memory;
  }

  /** Processor time that the thread has used since its start. As slow to answer as `footprint`. */
  async processorMs(): Promise<number> {
    const { user, system } = await this.#held(() => this.#worker.cpuUsage());
    return (user + system) / 1_000;
  }

  /** The thread keeps the process alive while somebody waits for it, and only then. */
  async #held<T>(work: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    this.#worker.ref();
    try {
      return await work();
    } finally {
      this.#holds -= 1;
      if (this.#holds === 0) this.#worker.unref();
    }
  }

  #send(request: SandboxRequest, clerk: Clerk | undefined): Promise<unknown> {
    this.#calls += 1;
    if (request.kind === "open") {
      this.#documents += 1;
      this.#lane = request.file.lane;
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending = { id: this.#calls, resolve, reject, clerk };
    this.#worker.postMessage({ ...request, id: this.#calls } satisfies SandboxCall);
    return promise;
  }

  #hear(message: unknown): void {
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) {
      void this.end(new ThreadLoss("crash", true, parsed.error));
    } else if ("read" in parsed.data) {
      this.#serve(parsed.data);
    } else if (parsed.data.id === 0) {
      this.#started.resolve();
    } else {
      this.#settle(parsed.data);
    }
  }

  /** Nobody asks when nothing was asked of him. */
  #serve({ read }: SandboxQuestion): void {
    const clerk = this.#pending?.clerk;
    const lane = this.#lane;
    if (clerk === undefined || lane === undefined) void this.end(new ThreadLoss("crash"));
    else void this.#held(() => clerk.serve(lane, read));
  }

  #settle({ id, answer, failure }: SandboxReply): void {
    if (this.#pending?.id !== id) return;
    const { resolve, reject } = this.#pending;
    this.#pending = undefined;
    if (failure === undefined) resolve(answer);
    else reject(toDocatError(failure));
  }

  /** An answer that is none means that something else than our code speaks in there. */
  async #parse<K extends SandboxRequest["kind"]>(kind: K, answer: unknown): Promise<SandboxAnswer<K>> {
    const parsed = ANSWER_SCHEMAS[kind].safeParse(answer);
    if (parsed.success) return parsed.data as SandboxAnswer<K>;
    const loss = new ThreadLoss("crash", true, parsed.error);
    await this.end(loss);
    throw loss;
  }

  /** The first reason stays. */
  #leave(): void {
    this.#loss ??= new ThreadLoss("crash");
    this.#started.reject(this.#loss);
    this.#pending?.reject(this.#loss);
    this.#pending = undefined;
  }

  async #awaitStart(startMs: number): Promise<void> {
    const timer = setTimeout(() => void this.end(new ThreadLoss("time")), startMs);
    timer.unref();
    try {
      await this.#started.promise;
    } catch (cause) {
      throw new DocatError("internal_error", { detail: "The sandbox did not start.", cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

function lossFor(error: unknown): ThreadLoss {
  const full = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return new ThreadLoss(full ? "memory" : "crash", true, error);
}

function toDocatError({ code, detail, cause }: SandboxFailure): DocatError {
  return new DocatError(code, {
    ...(detail === undefined ? {} : { detail }),
    ...(cause === undefined ? {} : { cause: new Error(cause) }),
  });
}
