/** The pipeline's ports in memory, for tests that break one of them at a chosen moment. */
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import type { PartRef, RangeSummary, ResultManifest, ResultPart } from "../../lib/contracts/result-manifest.ts";
import { messageName, type StageMessage } from "../../lib/contracts/stage-message.ts";
import type { DocumentStore } from "../../lib/documents/document-store.ts";
import type { JobRecord } from "../../lib/jobs/job-record.ts";
import { isTerminal } from "../../lib/jobs/job-state.ts";
import type { JobStore, StepOutcome } from "../../lib/jobs/job-store.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import type { ReadingDeps } from "../../lib/pipeline/pipeline-deps.ts";
import { openResult } from "../../lib/pipeline/read-result.ts";
import type { ResultStore } from "../../lib/results/result-store.ts";
import { pageOf, run } from "./page-builder.ts";

interface Entry {
  record: JobRecord;
  readonly rangesDone: Map<number, PartRef>;
  readonly summaries: Map<number, RangeSummary>;
  readonly outbox: Map<string, StageMessage>;
  manifest: ResultManifest | null;
}

export interface MemoryJobStore extends JobStore {
  /** What a job owes the broker. */
  owed(id: string): StageMessage[];
  manifest(id: string): ResultManifest | null;
  /** What was accepted of a range. */
  accepted(id: string, range: number): RangeSummary | undefined;
  isAtWork(ref: JobRef): boolean;
}

/** Takes the same steps as the scripts; a contract test walks both side by side. Its clock stands at 1. */
export function createMemoryJobStore(): MemoryJobStore {
  const entries = new Map<string, Entry>();
  const now = 1;
  const step = async (ref: JobRef, take: (entry: Entry) => boolean): Promise<StepOutcome> => {
    const entry = entries.get(ref.id);
    if (entry === undefined) return { kind: "gone" };
    if (entry.record.epoch !== ref.epoch || !take(entry)) return { kind: "stale" };
    return { kind: "done", owed: [...entry.outbox.values()] };
  };
  const owe = (entry: Entry, messages: readonly StageMessage[]): void => {
    for (const message of messages) entry.outbox.set(messageName(message), message);
  };
  const end = (entry: Entry, change: Partial<JobRecord>): void => {
    entry.record = { ...entry.record, ...change, finished_at: now };
    entry.outbox.clear();
  };
  const address = (ref: JobRef) => ({ v: 1, job_id: ref.id, epoch: ref.epoch }) as const;

  return {
    owed: (id) => [...(entries.get(id)?.outbox.values() ?? [])],
    manifest: (id) => entries.get(id)?.manifest ?? null,
    accepted: (id, range) => entries.get(id)?.summaries.get(range),
    isAtWork({ id, epoch }) {
      const record = entries.get(id)?.record;
      return record?.epoch === epoch && (record.state === "running" || record.state === "assembling");
    },
    async create({ owed, ...job }) {
      const times = { created_at: now, started_at: null, finished_at: null };
      const record: JobRecord = { ...job, ...times, state: "queued", epoch: owed.epoch, plan: null, error: null };
      if (!entries.has(job.id)) {
        const entry = { record, rangesDone: new Map(), summaries: new Map(), outbox: new Map(), manifest: null };
        owe(entry, [owed]);
        entries.set(job.id, entry);
      }
      return { createdAt: now };
    },
    async read(id) {
      const entry = entries.get(id);
      if (entry === undefined) return null;
      return { record: entry.record, rangesDone: new Map(entry.rangesDone), owed: [...entry.outbox.values()] };
    },
    async plan(ref, plan, owed) {
      const outcome = await step(ref, (entry) => {
        if (entry.record.state === "queued") {
          entry.record = { ...entry.record, state: "running", started_at: now, plan };
          entry.outbox.delete(messageName({ ...address(ref), kind: "plan" }));
          owe(entry, owed);
        }
        return !isTerminal(entry.record.state);
      });
      return outcome.kind === "done" ? { ...outcome, plan: entries.get(ref.id)?.record.plan ?? plan } : outcome;
    },
    completeRange: (ref, range, summary) =>
      step(ref, (entry) => {
        const ranges = entry.record.plan?.ranges ?? 0;
        const mine = entry.rangesDone.get(range)?.attempt === summary.part.attempt;
        if (entry.record.state === "succeeded" && mine) return true;
        if ((entry.record.state !== "running" && entry.record.state !== "assembling") || range >= ranges) return false;
        if (!entry.rangesDone.has(range)) {
          entry.rangesDone.set(range, summary.part);
          entry.summaries.set(range, summary);
        }
        entry.outbox.delete(messageName({ ...address(ref), kind: "extract", range }));
        if (entry.record.state === "running" && entry.rangesDone.size === ranges) {
          entry.record = { ...entry.record, state: "assembling" };
          owe(entry, [{ ...address(ref), kind: "assemble" }]);
        }
        return true;
      }),
    succeed: (ref, manifest) =>
      step(ref, (entry) => {
        if (entry.record.state === "assembling") {
          entry.manifest = manifest;
          end(entry, { state: "succeeded" });
        }
        return entry.record.state === "succeeded";
      }),
    fail: (ref, error) =>
      step(ref, (entry) => {
        if (!isTerminal(entry.record.state)) end(entry, { state: "failed", error });
        return entry.record.state === "failed";
      }),
    async settle(id, messages) {
      for (const message of messages) entries.get(id)?.outbox.delete(messageName(message));
    },
  };
}

function createMemoryDocumentStore(): DocumentStore {
  const documents = new Map<string, Uint8Array>();
  return {
    put: async (id, bytes) => void documents.set(id, bytes),
    get: async (id) => documents.get(id) ?? null,
    delete: async (id) => void documents.delete(id),
  };
}

function createMemoryResultStore(jobs: MemoryJobStore): ResultStore {
  const parts = new Map<string, ResultPart>();
  let attempts = 0;
  return {
    async putPart(job, range, part) {
      if (!jobs.isAtWork(job)) return null;
      attempts += 1;
      const ref = { attempt: attempts.toString(16).padStart(16, "0"), pieces: 1, pages: part.length };
      parts.set(`${job.id}.${range}.${ref.attempt}`, part);
      return ref;
    },
    getPart: async (id, range, { attempt }) => parts.get(`${id}.${range}.${attempt}`) ?? null,
    async getSummaries(id, ranges) {
      const found = Array.from({ length: ranges }, (_, range) => jobs.accepted(id, range) ?? []).flat();
      return found.length === ranges ? found : null;
    },
    getManifest: async (id) => jobs.manifest(id),
  };
}

/** An engine for which every file is a document of `pages` pages; page 3 says "Page 3". */
function createMemoryEngine(pages: number, opened: { documents: number; pages: number[] }): PdfEngine {
  return {
    version: "memory-1",
    async open() {
      opened.documents += 1;
      return {
        pageCount: pages,
        metadata: async () => ({ title: "Title", author: null, language: null, pdf_version: "1.7" }),
        async page(number) {
          opened.pages.push(number);
          return pageOf([run({ text: `Page ${number}` })], number);
        },
        warnings: () => [],
        close: async () => {},
      };
    },
  };
}

export interface MemoryPipeline extends ReadingDeps {
  readonly jobs: MemoryJobStore;
  /** What the broker took, one list a request. */
  readonly published: StageMessage[][];
  readonly logged: { readonly event: string; readonly error: unknown }[];
  /** What the engine was asked for. */
  readonly opened: { documents: number; pages: number[] };
}

export function createMemoryPipeline(options: { readonly pages: number; readonly rangePages: number }): MemoryPipeline {
  const jobs = createMemoryJobStore();
  const published: StageMessage[][] = [];
  const logged: MemoryPipeline["logged"] = [];
  const opened = { documents: 0, pages: [] };
  return {
    jobs,
    published,
    logged,
    opened,
    documents: createMemoryDocumentStore(),
    results: createMemoryResultStore(jobs),
    queue: { publish: async (messages) => void published.push([...messages]), cancel: async () => {} },
    sweepSchedule: { ensure: async () => {} },
    log: { info: () => {}, error: (event, error) => void logged.push({ event, error }) },
    engine: createMemoryEngine(options.pages, opened),
    maxPages: 1_000,
    rangePages: options.rangePages,
  };
}

/** The text of every page of a job's result. */
export async function textsOfResult(deps: MemoryPipeline, id: string): Promise<string[]> {
  const job = await deps.jobs.read(id);
  if (job === null) throw new Error("There is no such job.");
  const texts: string[] = [];
  for await (const page of (await openResult(deps.results, job.record)).pages) texts.push(page.text);
  return texts;
}
