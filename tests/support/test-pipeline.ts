/** The pipeline for tests: real stores, and an engine, a queue and a log in memory that remember what was asked of them. */

import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { NOTHING_FOUND } from "../../lib/contracts/document-security.ts";
import type { EngineChoice } from "../../lib/contracts/engine-choice.ts";
import type { JobOptions } from "../../lib/contracts/job-options.ts";
import { NO_NAVIGATION } from "../../lib/contracts/outline.ts";
import type { PageRange } from "../../lib/contracts/page-range.ts";
import type { MessageOf, StageMessage } from "../../lib/contracts/stage-message.ts";
import type { JobRecord } from "../../lib/jobs/job-record.ts";
import type { JobProgress } from "../../lib/jobs/job-store.ts";
import { RANGE_BUDGET_MS } from "../../lib/limits/job-timing.ts";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { acceptJob } from "../../lib/pipeline/accept.ts";
import type { StageOutcome } from "../../lib/pipeline/active-job.ts";
import { assembleStage } from "../../lib/pipeline/assemble.ts";
import { extractStage } from "../../lib/pipeline/extract.ts";
import { finishStage } from "../../lib/pipeline/finish.ts";
import type { Delivery } from "../../lib/pipeline/lease.ts";
import type { ReadingDeps } from "../../lib/pipeline/pipeline-deps.ts";
import { planStage } from "../../lib/pipeline/plan.ts";
import { openResult } from "../../lib/pipeline/read-result.ts";
import type { Postponed } from "../../lib/pipeline/stage-queue.ts";
import { createLonelyAdmission } from "./lonely-admission.ts";
import { pageOf, run } from "./page-builder.ts";
import type { TestStore } from "./test-store.ts";

export interface TestPipeline extends ReadingDeps {
  /** What the broker took, one list a request. */
  readonly published: StageMessage[][];
  /** The jobs whose messages the broker was asked to drop. */
  readonly dropped: string[];
  /** What is owed after jobs' ends, as the broker took it. */
  readonly told: Postponed[];
  readonly logged: { readonly event: string; readonly error: unknown }[];
  /** What the engine was asked for. */
  readonly opened: { documents: number; pages: number[] };
  /** Which engine was asked for, each time. */
  readonly chosen: (EngineChoice | undefined)[];
}

/** An engine for which every file is a document of `pages` pages; page 3 says "Page 3". */
function createMemoryEngine(pages: number, { opened, chosen }: Pick<TestPipeline, "opened" | "chosen">): PdfEngine {
  return {
    async open(_source, opening) {
      opened.documents += 1;
      chosen.push(opening?.engine);
      return {
        engine: "memory-1",
        pageCount: pages,
        navigation: async () => ({ ...NO_NAVIGATION, outline: [{ title: "Chapter", level: 1, page: 1 }] }),
        security: async () => NOTHING_FOUND,
        metadata: async () => ({ title: "Title", author: null, language: null, pdf_version: "1.7" }),
        async page(number) {
          opened.pages.push(number);
          // In the middle of the page: at its edge it would be a page number.
          return pageOf([run({ text: `Page ${number}`, baseline: 400 })], number);
        },
        warnings: () => [],
        close: async () => {},
      };
    },
  };
}

export function createTestPipeline(
  store: TestStore,
  options: { readonly pages: number; readonly rangePages: number },
): TestPipeline {
  const published: TestPipeline["published"] = [];
  const dropped: TestPipeline["dropped"] = [];
  const told: TestPipeline["told"] = [];
  const logged: TestPipeline["logged"] = [];
  const opened: TestPipeline["opened"] = { documents: 0, pages: [] };
  const chosen: TestPipeline["chosen"] = [];
  const { jobs, documents, objects, results, timing } = store;
  const admission = createLonelyAdmission(store.admission);
  return {
    jobs,
    admission,
    documents,
    objects,
    results,
    timing,
    unitPages: 50,
    published,
    dropped,
    told,
    logged,
    opened,
    chosen,
    queue: {
      publish: async (messages) => void published.push([...messages]),
      publishAfter: async (messages) => void told.push(...messages),
      cancel: async (id) => void dropped.push(id),
    },
    sweepSchedule: { ensure: async () => {} },
    audit: { record: async () => {} },
    log: { info: () => {}, error: (event, error) => void logged.push({ event, error }) },
    engine: createMemoryEngine(options.pages, { opened, chosen }),
    maxPages: 1_000,
    links: createGuardedClient(),
    scan: async () => {},
    maxDocumentBytes: 1_048_576,
    rangePages: options.rangePages,
    rangeBudgetMs: RANGE_BUDGET_MS,
  };
}

/** Accepts a document of 8 bytes, and wipes what the queue remembers of it. */
export async function acceptDocument(deps: TestPipeline, id: string, options: JobOptions = {}): Promise<void> {
  await acceptJob(deps, { tenant: "t", name: "a.pdf", bytes: new Uint8Array(8), options }, id);
  deps.published.length = 0;
}

export const planOf = (id: string): MessageOf<"plan"> => ({ v: 1, kind: "plan", job_id: id, epoch: 0, resend: 0 });
export const assembleOf = (id: string): MessageOf<"assemble"> => ({ ...planOf(id), kind: "assemble" });
export function extractOf(id: string, first: number, count: number): MessageOf<"extract"> {
  return { ...planOf(id), kind: "extract", range: { first, count } };
}

/** A delivery of a message that the broker has not delivered before. */
export function newDelivery(): Delivery {
  return { messageId: `msg_${randomBytes(8).toString("hex")}`, retried: 0 };
}

/** One delivery, to the stage that it is for. */
export function deliver(deps: ReadingDeps, message: StageMessage, delivery = newDelivery()): Promise<StageOutcome> {
  if (message.kind === "plan") return planStage(deps, message, delivery);
  if (message.kind === "extract") return extractStage(deps, message, delivery);
  if (message.kind === "enrich") throw new Error("These tests add nothing to results.");
  return message.kind === "finish" ? finishStage(deps, message) : assembleStage(deps, message);
}

export async function progressOf(deps: ReadingDeps, id: string): Promise<JobProgress> {
  const found = await deps.jobs.read(id);
  if (found === null) throw new Error("There is no such job.");
  return found;
}

export async function recordOf(deps: ReadingDeps, id: string): Promise<JobRecord> {
  return (await progressOf(deps, id)).record;
}

/** What the job owes the broker, in the order of its pages. */
export async function owedBy(deps: ReadingDeps, id: string): Promise<StageMessage[]> {
  const first = (message: StageMessage) => (message.kind === "extract" ? message.range.first : 0);
  return [...(await progressOf(deps, id)).owed].sort((a, b) => first(a) - first(b));
}

/** The ranges that are home, as `first-count`. */
export async function homeOf(deps: ReadingDeps, id: string): Promise<PageRange[]> {
  return (await progressOf(deps, id)).parts.map(({ range }) => range);
}

/** Holds a request to the broker against the messages expected in it: the store tells them in no particular order. */
export function expectPublished(deps: TestPipeline, ...requests: readonly (readonly StageMessage[])[]): void {
  expect(deps.published).toHaveLength(requests.length);
  for (const [at, messages] of requests.entries()) {
    expect(deps.published[at]).toHaveLength(messages.length);
    expect(deps.published[at]).toEqual(expect.arrayContaining([...messages]));
  }
}

/** The text of every page of a job's result. */
export async function textsOfResult(deps: ReadingDeps, id: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const page of (await openResult(deps.results, await recordOf(deps, id))).pages) texts.push(page.text);
  return texts;
}
