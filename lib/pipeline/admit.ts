/** Which job is made of a document: one that works, or one that has a share in what another job does or has done. */
import { accountRefusal } from "../jobs/account-refusal.ts";
import type { Admitted, Application, Birth, BornEnded } from "../jobs/admission.ts";
import { FIRST_EPOCH, type JobRecord } from "../jobs/job-record.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { MAX_ADMISSION_ROUNDS, PIECE_BYTES, PIECES_PER_REQUEST } from "../limits/limits.ts";
import { publishNotice } from "./notice.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { type Submitted, storeDocument } from "./submitted.ts";

export interface Candidate {
  readonly id: string;
  readonly application: Application;
  readonly document: Submitted;
  /** What is answered when this job has been made. */
  readonly answerOf: (job: JobProgress) => string;
}

/** `job` was made; or nothing was, for another reason than a fault. */
export type Admittance = Made | Exclude<Admitted, Clear>;
interface Made {
  readonly kind: "made";
  readonly job: JobProgress;
}

type Clear = Extract<Admitted, { kind: "clear" }>;
type Ending = Pick<JobRecord, "state"> & Partial<Pick<JobRecord, "plan" | "error" | "result_of" | "cached" | "leader">>;

function newborn(deps: PipelineDeps, { id, application }: Candidate, { at, links }: Clear, as: Ending): JobProgress {
  const { tenant, source, options, terms } = application;
  const ended = as.state !== "queued";
  const record: JobRecord = {
    ...{ id, tenant, source, options, links, terms, epoch: FIRST_EPOCH, plan: null, error: null },
    created_at: at,
    started_at: as.state === "succeeded" ? at : null,
    finished_at: ended ? at : null,
    deadline_at: at + deps.timing.deadlineMs,
    ...as,
  };
  return { record, parts: [], arrivals: [], worker: id, at, owed: [], stalled: false };
}

function birthOf({ application: { once }, answerOf }: Candidate, job: JobProgress): Birth {
  return { record: job.record, kept: once === null ? null : { token: once.token, answer: answerOf(job) } };
}

/** The document is stored, then the job is made; should that not come about, the store has removed the document again. */
async function startWork(deps: PipelineDeps, candidate: Candidate, clear: Clear): Promise<JobProgress | "changed"> {
  const job = newborn(deps, candidate, clear, { state: "queued" });
  const birth = birthOf(candidate, job);
  await deps.sweepSchedule.ensure();
  const led = await withDocument(deps, candidate, () =>
    clear.links.known === undefined ? createAlone(deps, job.record, birth) : deps.admission.lead(birth),
  );
  if (led === "changed") return led;
  if (typeof led === "string") throw accountRefusal(led, clear.at);
  deps.log.info("job.accepted", { job: candidate.id, as: "work" });
  // What is owed is struck off by the step that it brings about.
  await deps.queue.publish(led.owed);
  return job;
}

/**
 * Bytes that one request can carry go out in the same one as the script that makes the job, and before it: they are asked for in one turn. Of a job that was
 * made nothing is lost thereby, and where its document did not get through none is made.
 */
async function withDocument<T>(deps: PipelineDeps, { id, document }: Candidate, make: () => Promise<T>): Promise<T> {
  const stored = storeDocument(deps.documents, id, document);
  const goesAlong = "bytes" in document && document.bytes.byteLength <= PIECE_BYTES * (PIECES_PER_REQUEST - 2);
  if (!goesAlong) await stored;
  const made = make();
  await Promise.all([stored, made]);
  return made;
}

function createAlone(
  deps: PipelineDeps,
  { id, tenant, options, source, links = {}, terms, created_at }: JobRecord,
  { kept }: Birth,
) {
  return deps.jobs.create({ id, tenant, options, source, links, terms, createdAt: created_at, kept });
}

/** A job that has ended as it was made. */
async function told(deps: PipelineDeps, job: JobProgress, born: BornEnded): Promise<JobProgress | "changed"> {
  if (born.kind === "changed") return "changed";
  const { state, error } = job.record;
  deps.log.info("job.accepted", { job: job.record.id, as: state === "succeeded" ? "cached" : "refused" });
  deps.log.info("job.ended", { job: job.record.id, state, code: error?.code ?? null, ms: 0, pages: 0 });
  await publishNotice(deps, born);
  return job;
}

async function workAlone(deps: PipelineDeps, candidate: Candidate, clear: Clear): Promise<JobProgress | "changed"> {
  const { known: _, ...links } = clear.links;
  return startWork(deps, candidate, { ...clear, links });
}

/**
 * A result is taken before all else, a job at work is followed, what is too complex is refused, and only then there is work.
 * "changed" when what was known held no longer; nothing was made then.
 */
async function makeJob(deps: PipelineDeps, candidate: Candidate, clear: Clear): Promise<JobProgress | "changed"> {
  const { known, quarantine } = clear;
  if (known?.plan) {
    const shared = { plan: known.plan, result_of: known.id, cached: true } as const;
    const job = newborn(deps, candidate, clear, { state: "succeeded", ...shared });
    return told(deps, job, await deps.admission.adopt(birthOf(candidate, job)));
  }
  if (known !== null) {
    const job = newborn(deps, candidate, clear, { state: "queued", leader: known.id });
    const outcome = await deps.admission.follow(birthOf(candidate, job));
    if (outcome === "full") return workAlone(deps, candidate, clear);
    if (outcome === "too_many_jobs" || outcome === "quota_exceeded") throw accountRefusal(outcome, clear.at);
    if (outcome !== "done") return outcome;
    deps.log.info("job.accepted", { job: candidate.id, as: "follower" });
    return job;
  }
  if (quarantine !== null) {
    const job = newborn(deps, candidate, clear, { state: "failed", error: quarantine });
    return told(deps, job, await deps.admission.refuse(birthOf(candidate, job)));
  }
  return startWork(deps, candidate, clear);
}

/**
 * Looks at what is known; and where a result is likely to be there takes it in the same turn, so that both are one request. The store makes that job only
 * where the result is there and the request holds its key; where it has not, all goes on by what was found.
 */
async function lookOrTake(deps: PipelineDeps, candidate: Candidate): Promise<Admitted | Made> {
  const expected = deps.admission.expect(candidate.application);
  const looked = deps.admission.admit(candidate.application);
  if (expected === null) return looked;
  const [found, taken] = await Promise.allSettled([looked, makeJob(deps, candidate, expected)]);
  if (taken.status === "fulfilled" && taken.value !== "changed") return { kind: "made", job: taken.value };
  if (found.status === "rejected") throw found.reason;
  // Whether the job was made is not known then; but an answer that was given before stands.
  if (taken.status === "rejected" && found.value.kind === "clear") throw taken.reason;
  return found.value;
}

/** Makes the job, or finds that the request's idempotency key does not allow it. */
export async function admit(deps: PipelineDeps, candidate: Candidate): Promise<Admittance> {
  for (let round = 1; ; round++) {
    const admitted = await (round === 1 ? lookOrTake(deps, candidate) : deps.admission.admit(candidate.application));
    if (admitted.kind !== "clear") return admitted;
    const make = round < MAX_ADMISSION_ROUNDS ? makeJob : workAlone;
    const job = await make(deps, candidate, admitted);
    if (job !== "changed") return { kind: "made", job };
  }
}
