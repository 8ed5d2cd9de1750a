/** Callers at a constant rate: most want a result, some cancel, delete, ask twice or send what was sent before. Each notes what broke a promise. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../tests/support/random.ts";
import { createRandom } from "../../tests/support/random.ts";
import type { Caller } from "./caller.ts";
import { asNewFile, DOCUMENTS, type Ending, endingOf, type SoakDocument } from "./documents.ts";

/** A job's deadline, and a sweep. */
const ENDS_WITHIN_MS = 360_000;
/** More at once than this, and the rate is more than the machine can do: the load waits, and says so. */
const MAX_AT_ONCE = 400;

export interface LoadReport {
  jobs: number;
  cached: number;
  /** By what the caller wanted. */
  readonly callers: Map<string, number>;
  /** How often the load had to wait for a place. */
  waited: number;
  /** From the request to the job's end, in milliseconds, of those that wanted a result. */
  readonly times: number[];
  readonly violations: string[];
  /** How jobs ended, as their callers saw it; not of those that were deleted. */
  readonly ends: Map<string, string>;
}

interface Visit {
  readonly caller: Caller;
  readonly random: Random;
  readonly report: LoadReport;
  readonly expected: ReadonlyMap<string, Ending>;
  readonly document: SoakDocument;
  readonly mark: string;
  /** What was sent a while ago and has succeeded. */
  readonly earlier: { readonly document: SoakDocument; readonly mark: string } | undefined;
}

const keyOf = (mark: string) => `soak-${mark}`;

function submit({ caller, document, mark }: Visit): Promise<string> {
  return caller.submit(asNewFile(document, mark), keyOf(mark));
}

/** The promise of a result: in time, and what an undisturbed job gives. */
async function expectEnding(visit: Visit, id: string, document = visit.document): Promise<boolean> {
  const ending = await endingOf(visit.caller, id, ENDS_WITHIN_MS);
  if (ending !== null) visit.report.ends.set(id, ending.status);
  const wanted = visit.expected.get(document.name);
  if (ending === null) visit.report.violations.push(`${id} (${document.name}) has not ended in time`);
  else if (JSON.stringify(ending) !== JSON.stringify(wanted)) {
    const { error } = await visit.caller.job(id);
    visit.report.violations.push(
      `${id} (${document.name}) ended otherwise: ${JSON.stringify(ending).slice(0, 200)} ${error?.detail ?? ""}`,
    );
  }
  return ending?.error === null;
}

type Kind = "reads" | "asks twice" | "sends again" | "cancels" | "deletes";

const CALLERS: Readonly<Record<Kind, { readonly weight: number; visit(visit: Visit): Promise<void> }>> = {
  reads: {
    weight: 14,
    async visit(visit) {
      const started = performance.now();
      const id = await submit(visit);
      await expectEnding(visit, id);
      visit.report.times.push(performance.now() - started);
    },
  },
  /** The same request at once and once more: one job. */
  "asks twice": {
    weight: 2,
    async visit(visit) {
      const [first, second] = await Promise.all([submit(visit), submit(visit)]);
      const third = await submit(visit);
      if (first !== second || first !== third)
        visit.report.violations.push(`one idempotency key made ${first}, ${second} and ${third}`);
      await expectEnding(visit, first);
    },
  },
  /** A file that was read before: the same result, read anew or not. */
  "sends again": {
    weight: 2,
    async visit(visit) {
      const { document, mark } = visit.earlier ?? visit;
      const id = await visit.caller.submit(asNewFile(document, mark), `${keyOf(visit.mark)}-again`);
      await expectEnding(visit, id, document);
      if ((await visit.caller.job(id)).cached) visit.report.cached += 1;
    },
  },
  /** After it is said that a job is cancelled no result appears. */
  cancels: {
    weight: 1,
    async visit(visit) {
      const { caller, random, report } = visit;
      const id = await submit(visit);
      await sleep(random.below(1_500));
      const { status, text } = await caller.ask("POST", `/v1/jobs/${id}/cancel`);
      if (status === 409 && text.includes('"job_ended"')) return void (await expectEnding(visit, id));
      if (status !== 200 && status !== 202) report.violations.push(`${id}: cancel answered ${status} ${text}`);
      for (const waitMs of [0, 5_000]) {
        await sleep(waitMs);
        const job = await caller.job(id);
        const result = await caller.ask("GET", `/v1/jobs/${id}/result?format=markdown`);
        if (job.status !== "cancelled" || result.status === 200)
          report.violations.push(`${id} was cancelled, and is ${job.status}, its result answers ${result.status}`);
      }
      report.ends.set(id, "cancelled");
    },
  },
  /** What is deleted is gone, at whatever moment. */
  deletes: {
    weight: 1,
    async visit(visit) {
      const { caller, random, report } = visit;
      const id = await submit(visit);
      await sleep(random.below(3_000));
      const { status, text } = await caller.ask("DELETE", `/v1/jobs/${id}`);
      if (status !== 200 && status !== 204) report.violations.push(`${id}: delete answered ${status} ${text}`);
      for (const waitMs of [0, 5_000]) {
        await sleep(waitMs);
        const answers = [`/v1/jobs/${id}`, `/v1/jobs/${id}/result?format=markdown`].map((path) =>
          caller.ask("GET", path),
        );
        const statuses = (await Promise.all(answers)).map((answer) => answer.status);
        if (statuses.some((each) => each !== 404 && each !== 410))
          report.violations.push(`${id} was deleted, and answers ${statuses.join(", ")}`);
      }
    },
  },
};

function pickByWeight<T>(random: Random, items: readonly T[], weightOf: (item: T) => number): T {
  let left = random.below(items.reduce((sum, item) => sum + weightOf(item), 0));
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  throw new Error("There is nothing to pick from.");
}

interface LoadOptions {
  readonly caller: Caller;
  readonly expected: ReadonlyMap<string, Ending>;
  readonly seconds: number;
  readonly perSecond: number;
  readonly seed: number;
}

/** Sends at fixed times, whether the answers have come or not. Resolves when the last caller has what it came for. */
export async function runLoad({ caller, expected, seconds, perSecond, seed }: LoadOptions): Promise<LoadReport> {
  const report: LoadReport = {
    jobs: 0,
    cached: 0,
    callers: new Map(),
    waited: 0,
    times: [],
    violations: [],
    ends: new Map(),
  };
  const random = createRandom(seed);
  const atWork = new Set<Promise<void>>();
  const sent: { readonly document: SoakDocument; readonly mark: string }[] = [];
  const started = performance.now();
  for (let n = 0; n < seconds * perSecond; n++) {
    await sleep(Math.max(0, started + (n * 1_000) / perSecond - performance.now()));
    if (atWork.size >= MAX_AT_ONCE) {
      report.waited += 1;
      await Promise.race(atWork);
    }
    const kind = pickByWeight(random, Object.keys(CALLERS) as Kind[], (name) => CALLERS[name].weight);
    const document = pickByWeight(random, DOCUMENTS, ({ weight }) => weight);
    const mark = `${seed}-${n}`;
    const visit = { caller, random, report, expected, document, mark, earlier: sent[random.below(sent.length)] };
    report.jobs += 1;
    report.callers.set(kind, (report.callers.get(kind) ?? 0) + 1);
    const work = CALLERS[kind]
      .visit(visit)
      .catch((error: unknown) => void report.violations.push(`a caller that ${kind} was let down: ${String(error)}`))
      .finally(() => {
        atWork.delete(work);
        if (kind === "reads") sent.push({ document, mark });
        if (sent.length > 50) sent.shift();
      });
    atWork.add(work);
  }
  await Promise.all(atWork);
  return report;
}
