/** The way out by sinks: results go to places of the deployment's own, each by messages of its own; a sink that fails fails no job. */
import { type Chunking, chunkResult } from "../chunks/chunk-result.ts";
import { withVector } from "../chunks/chunk-vectors.ts";
import type { SinkMessage } from "../contracts/after-message.ts";
import type { Chunk } from "../contracts/chunk.ts";
import type { Log } from "../contracts/log.ts";
import type { SinkName } from "../contracts/sink.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import type { SinkOutcome, SinkStore } from "../jobs/sink-store.ts";
import type { StoredSink } from "../jobs/stored-sink.ts";
import type { ChunkLimits } from "../limits/chunk-limits.ts";
import { SINK_BUDGET_MS } from "../limits/sinks.ts";
import type { Delivery, Sink } from "../sinks/sink.ts";
import type { StageOutcome } from "./active-job.ts";
import { chunkingOf } from "./chunking.ts";
import type { WayOut } from "./notify.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { openResult, requireSucceeded } from "./read-result.ts";
import { readVectors } from "./read-vectors.ts";
import type { Postponed } from "./stage-queue.ts";

export interface SinkDeps extends Pick<PipelineDeps, "jobs" | "results" | "queue"> {
  /** Those that are set up. */
  readonly sinks: ReadonlyMap<SinkName, Sink>;
  readonly store: SinkStore;
  /** Seconds after each attempt that failed and may be repeated. */
  readonly retrySeconds: readonly number[];
  readonly chunks: ChunkLimits;
  /** The name by which an account is known at the broker. */
  readonly accountOf: (tenant: string) => string;
  readonly log: Log;
}

/** What the broker does not take stands in the store, and the sweep publishes it. Never rejects. */
async function publish({ queue, log }: SinkDeps, messages: readonly Postponed[]): Promise<void> {
  try {
    await queue.publishAfter(messages);
  } catch (error) {
    log.error("sink.unpublished", error);
  }
}

function messageFor({ accountOf }: SinkDeps, { id, tenant }: JobRecord, sink: SinkName): SinkMessage {
  return { v: 1, kind: "sink", account: accountOf(tenant), job_id: id, sink, attempt: 1 };
}

/** Throws `sink_not_configured`. */
export function requireSinks({ sinks }: Pick<SinkDeps, "sinks">, wanted: readonly SinkName[] = []): void {
  const missing = wanted.find((name) => !sinks.has(name));
  if (missing === undefined) return;
  const detail = `There is no ${missing} here.`;
  throw new DocatError("sink_not_configured", { detail, pointer: "/options/sinks" });
}

export function sinkWay(deps: SinkDeps): WayOut {
  return {
    name: "sinks",
    async tell(job) {
      const { sinks = [] } = job.source;
      if (job.state !== "succeeded" || sinks.length === 0) return;
      const owed = await deps.store.owe(sinks.map((sink) => messageFor(deps, job, sink)));
      if (owed.length > 0)
        await publish(
          deps,
          owed.map((message) => ({ message })),
        );
    },
  };
}

async function* chunksOf(
  { frame, pages }: Pick<Delivery, "frame" | "pages">,
  chunking: Chunking,
  vectors: Awaited<ReturnType<typeof readVectors>>,
): AsyncGenerator<Chunk> {
  for await (const line of chunkResult(frame, pages, chunking)) {
    const told = vectors === null ? line : withVector(line, vectors);
    if (told.type === "chunk") yield told;
  }
}

async function openDelivery({ results, chunks: limits }: SinkDeps, job: JobRecord): Promise<Delivery> {
  const [result, vectors] = [await openResult(results, job), await readVectors(results, job)];
  const timeIsUp = performance.now() + SINK_BUDGET_MS;
  const { user_id: userId = null, upload_device: uploadDevice = null } = job.source;
  return {
    ...result,
    job: { ...job, userId, uploadDevice, createdAt: job.created_at, finishedAt: job.finished_at },
    chunks: () => chunksOf(result, chunkingOf(job.options, {}, {}, limits), vectors),
    vectorFormat: vectors?.about.format ?? null,
    isTimeUp: () => performance.now() > timeIsUp,
  };
}

/** What a fault means: once more later, or never again. */
function failed({ retrySeconds }: SinkDeps, error: unknown, { attempts, base, done }: StoredSink): SinkOutcome {
  const known = error instanceof DocatError ? error : new DocatError("internal_error", { cause: error });
  const wait = known.retryable ? retrySeconds[attempts - base] : undefined;
  const state = wait === undefined ? "failed" : "pending";
  return { state, base, done, error: known.code, nextInMs: wait === undefined ? null : wait * 1_000 };
}

async function attempt(deps: SinkDeps, job: JobRecord, before: StoredSink): Promise<SinkOutcome> {
  const { name, base, done } = before;
  try {
    const sink = deps.sinks.get(name);
    if (sink === undefined) throw new DocatError("sink_unknown", { detail: "It is not set up any more." });
    const reached = await sink.deliver(await openDelivery(deps, job), done);
    if (reached.whole) return { state: "delivered", base, done: reached.done, error: null, nextInMs: null };
    // It goes on at once, and what is behind it does not count as a failure.
    return { state: "pending", base: base + 1, done: reached.done, error: null, nextInMs: 0 };
  } catch (error) {
    deps.log.error("sink.failed", error, { job: job.id, sink: name });
    return failed(deps, error, before);
  }
}

/** A delivery of `sink`. At least once: what a sink is sent twice it has once. A job that is gone was deleted, and nothing of it is sent. */
export async function sinkStage(deps: SinkDeps, message: SinkMessage): Promise<StageOutcome> {
  const found = await deps.jobs.read(message.job_id);
  const before = found?.record.sinks?.find(({ name }) => name === message.sink);
  if (found === null || before?.state !== "pending" || before.attempts + 1 !== message.attempt) {
    await deps.jobs.strike(message);
    return found === null ? "gone" : "stale";
  }
  const outcome = await attempt(deps, found.record, before);
  const next = await deps.store.record(message, outcome);
  deps.log.info("sink.attempted", { job: message.job_id, sink: message.sink, state: outcome.state });
  if (next !== null) await publish(deps, [{ message: next, afterSeconds: Math.ceil((outcome.nextInMs ?? 0) / 1_000) }]);
  return outcome.state === "failed" ? "failed" : "done";
}

/** Once more, whatever came of it before; one that has not been begun is begun. Throws `sink_unknown` for one that the job does not have, and what `requireSucceeded` throws. */
export async function redeliverToSink(deps: SinkDeps, job: JobRecord, name: string): Promise<void> {
  const sink = job.source.sinks?.find((wanted) => wanted === name);
  if (sink === undefined) throw new DocatError("sink_unknown");
  requireSucceeded(job);
  const first = messageFor(deps, job, sink);
  const { attempt: _, ...message } = first;
  const [owed] = [(await deps.store.again(message)) ?? (await deps.store.owe([first]))].flat();
  if (owed === undefined) throw new DocatError("job_unknown");
  await publish(deps, [{ message: owed }]);
}
