/** What must hold when a schedule has been played to its end. A new invariant is a new row. */
import { resultSchema } from "../../lib/contracts/result.ts";
import { isTerminal } from "../../lib/jobs/job-state.ts";
import { MAX_ATTEMPTS } from "../../lib/limits/job-timing.ts";
import { AFTER_KEY } from "../../lib/upstash/keys.ts";
import type { DocumentSpec } from "./documents.ts";
import { acceptedJobs, type HistoryEntry, jsonOf, wasAcknowledged } from "./history.ts";
import type { Violation } from "./observer.ts";
import { compareResult } from "./oracle.ts";
import type { Interference, Run, Scenario, StruckFault, Trace } from "./run.ts";
import { Run as Walk } from "./run.ts";
import type { MadeCall, Schedule } from "./schedule.ts";
import { RANGE_PAGES, type World } from "./world.ts";

/** One accepted job, what its callers heard of it during the run, and what the auditor hears after it. */
interface Case {
  readonly run: Run;
  readonly jobId: string;
  readonly document: DocumentSpec;
  readonly heard: readonly HistoryEntry[];
  readonly audited: readonly HistoryEntry[];
  /** Heard that it was deleted. */
  readonly deleted: boolean;
  readonly cancelled: boolean;
}

/** Null when it holds. */
type Verdict = string | null | Promise<string | null>;

/** Faults after which an attempt counts as one that killed its process. */
const LOOKS_LIKE_A_CRASH = new Set(["crash before", "crash after", "stall", "late", "no answer", "slow"]);

function statusOf({ audited }: Case): string | null {
  const answer = audited.find(({ operation }) => operation === "status")?.answer;
  return answer?.status === 200 ? String(jsonOf(answer).status) : null;
}

function resultsOf(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries.filter(({ operation, answer }) => operation === "result" && answer?.status === 200);
}

async function judgeResults(each: Case): Promise<string | null> {
  const json = resultsOf(each.audited).find(({ format }) => format === "json");
  if (json === undefined) return null;
  const { warnings, receipt } = resultSchema.parse(jsonOf(json.answer));
  const givenUp = warnings.flatMap(({ code, page }) =>
    code === "page_too_complex" && page !== undefined ? [page] : [],
  );
  const innocent = givenUp.filter((page) => page !== each.document.deadlyPage);
  const struck = each.run.struck.filter(({ fault }) => LOOKS_LIKE_A_CRASH.has(fault)).length;
  const crashes = struck + (each.run.waited ? 1 : 0);
  if (innocent.length > 0 && crashes < MAX_ATTEMPTS - 1) {
    return `pages ${innocent.join(" ")} were given up after ${crashes} crashes`;
  }
  // What a model did not do is told, and takes more than one fault.
  const { translation, embedding } = receipt;
  if (translation?.complete === false || embedding?.complete === false) {
    return each.run.struck.length > 1 ? null : `something is missing: ${JSON.stringify({ translation, embedding })}`;
  }
  for (const entry of resultsOf([...each.heard, ...each.audited])) {
    const format = entry.format ?? "json";
    const text = entry.answer?.text ?? "";
    const wrong = await compareResult(text, each.document, { format, translated: entry.translated }, givenUp);
    if (wrong !== null) return `${format} for the ${entry.actor}: ${wrong}\n${text}`;
  }
  return null;
}

const OF_JOBS: Readonly<Record<string, (each: Case) => Verdict>> = {
  "I1: what was accepted ends": (each) => {
    const job = each.run.observer.jobs.get(each.jobId);
    if (job === undefined) return each.deleted || wasTriedToDelete(each) ? null : "it is gone";
    return isTerminal(job.state) ? null : `it is ${job.state} for ever`;
  },
  "I1: a single fault costs no good document its result": (each) => {
    const { struck } = each.run;
    const { broken, deadly } = each.document;
    if (struck.length > 1 || broken || deadly || each.deleted || each.cancelled) return null;
    const status = statusOf(each);
    if (status === null || status === "cancelled") return wasTriedToEnd(each) ? null : `its status is ${status}`;
    return status === "succeeded" ? null : `it ${status}: ${each.run.observer.jobs.get(each.jobId)?.record.error}`;
  },
  "I3: the result is that of a single process": judgeResults,
  "I3: a job that succeeded gives its result": (each) =>
    statusOf(each) !== "succeeded" || resultsOf(each.audited).length > 0
      ? null
      : JSON.stringify(each.audited.map(({ answer }) => answer?.text.slice(0, 200))),
  "I8: after a cancel was acknowledged there is no result": (each) =>
    !each.cancelled || (resultsOf([...each.heard, ...each.audited]).length === 0 && statusOf(each) !== "succeeded")
      ? null
      : "there is one",
  "I8: a job that was cancelled stays cancelled": (each) =>
    !each.cancelled || each.deleted || statusOf(each) === "cancelled" ? null : `it is ${statusOf(each)}`,
  "I2: an end that a caller was told of stays": ({ heard, audited }) => {
    const told = heard.filter(({ operation, answer }) => operation === "status" && answer?.status === 200);
    const now = audited.find(({ operation }) => operation === "status")?.answer;
    const ended = told.map(({ answer }) => jsonOf(answer)).find(({ finished_at }) => finished_at !== null);
    if (ended === undefined || now?.status !== 200) return null;
    return jsonOf(now).status === ended.status ? null : `${ended.status} → ${jsonOf(now).status}`;
  },
  "its end is told, as it was": ({ run, jobId, document, deleted, heard }) => {
    const job = run.observer.jobs.get(jobId);
    if (!run.told || job === undefined || deleted || heard.some(({ operation }) => operation === "delete")) return null;
    const told = [...run.world.receiver.bodies.values()].flatMap((bodies) =>
      [...bodies].map((body) => JSON.parse(body)),
    );
    const events = told.filter(({ data }) => data.id === jobId).map(({ type }) => type);
    const failed = job.state === "succeeded" && document.unreadable !== undefined ? ["job.page_failed"] : [];
    const right = [...failed, `job.${job.state}`].sort().join(" ");
    return events.sort().join(" ") === right ? null : `told ${events.join(" ")}, where it was ${right}`;
  },
  "its result is in the sink, or it says why not": ({ run, jobId, document, deleted, heard, audited }) => {
    const job = run.observer.jobs.get(jobId);
    if (document.sunk !== true || job?.state !== "succeeded" || deleted) return null;
    if (heard.some(({ operation }) => operation === "delete")) return null;
    const view = audited.find(({ operation }) => operation === "status")?.answer;
    const [sink] = view?.status === 200 ? (jsonOf(view).sinks as { readonly state: string }[]) : [];
    const entries = [...run.world.sink.entries.keys()].filter((id) => id.startsWith(jobId));
    if (sink?.state === "delivered") return entries.length > 0 ? null : "it is said to be there, and is not";
    // Whoever is told that it failed can ask for it once more; one fault is no reason for that.
    return sink?.state === "failed" && run.struck.length > 1 ? null : `${JSON.stringify(sink)}`;
  },
  "a deleted job leaves nothing": async ({ run, jobId, deleted }) => {
    if (!deleted) return null;
    const keys = (await run.world.redis.look(["KEYS", `docat:${jobId}:*`])) as string[];
    const shared = (await isShared(run, jobId)) ? SHARED_KEYS : [];
    const left = keys.filter((key) => !["deleted", ...shared].includes(key.split(":").at(-1) ?? ""));
    return left.length === 0 ? null : left.map((key) => key.replace(jobId, "*")).join(" ");
  },
};

/** What stays of a deleted job for those who share its result. */
const SHARED_KEYS = ["parts", "manifest", "holders"];

/** Whether a job that is there has this one's result. */
async function isShared({ world }: Run, jobId: string): Promise<boolean> {
  const holders = (await world.redis.look(["ZRANGE", `docat:${jobId}:holders`, "0", "-1"])) as string[];
  const producers = await Promise.all(holders.map((id) => world.redis.look(["HGET", `docat:${id}:job`, "result_of"])));
  return producers.includes(jobId);
}

/** Somebody asked for its deletion and heard nothing of it: it may have happened. */
function wasTriedToDelete({ heard }: Case): boolean {
  return heard.some(({ operation }) => operation === "delete");
}

/** Somebody asked for its end and heard nothing of it: it may have happened. */
function wasTriedToEnd({ heard }: Case): boolean {
  return heard.some(({ operation }) => operation === "cancel" || operation === "delete");
}

/** How often a range of the simulated world is halved until a page stands alone: each time costs one attempt more. */
const HALVINGS = Math.ceil(Math.log2(RANGE_PAGES));

/** More messages than these are a storm: every range at every attempt, as often as a stalled job is revived within its deadline. */
function messageBound(run: Run): number {
  const uploads = run.history.filter(({ operation }) => operation === "upload");
  const ranges = uploads.reduce(
    (sum, { document }) => sum + (document?.options === undefined ? 2 : 4) * (document?.pages ?? 0),
    0,
  );
  return (2 * uploads.length + ranges) * (MAX_ATTEMPTS + 6);
}

/** Sums of what all accounts used. */
async function sumOfUsage({ world }: Run): Promise<(metric: string) => number> {
  const keys = (await world.redis.look(["KEYS", "docat:account:*:usage:*"])) as string[];
  const fields = (await Promise.all(keys.map((key) => world.redis.look(["HGETALL", key])))) as string[][];
  return (metric) =>
    fields.reduce((total, list) => total + (list.includes(metric) ? Number(list[list.indexOf(metric) + 1]) : 0), 0);
}

async function entriesOf({ world }: Run): Promise<number> {
  const keys = (await world.redis.look(["KEYS", "docat:account:*:entries"])) as string[];
  const counts = (await Promise.all(keys.map((key) => world.redis.look(["HLEN", key])))) as number[];
  return counts.reduce((total, count) => total + count, 0);
}

const OF_RUNS: Readonly<Record<string, (run: Run) => Verdict>> = {
  "I11: a document kills no more processes than it may": (run) => {
    const uploads = run.history.filter(({ operation }) => operation === "upload").length;
    return run.deaths <= uploads * (MAX_ATTEMPTS + HALVINGS) ? null : `${run.deaths} deaths`;
  },
  "I11: messages are bounded": ({ world, ...run }) => {
    const count = ["plan", "extract", "assemble", "enrich"].reduce(
      (sum, stage) => sum + world.broker.accepted(stage),
      0,
    );
    const bound = messageBound(run as Run);
    return count <= bound ? null : `${count} messages, at most ${bound}`;
  },
  "I14: accounts are charged once for every page of a job that succeeded, and for nothing else": async (run) => {
    const sum = await sumOfUsage(run);
    const read = [...run.observer.pagesRead.values()].reduce((total, pages) => total + pages, 0);
    if (!run.observer.allEnded()) return null;
    return sum("pages") === read && sum("reserved") === 0
      ? null
      : `${sum("pages")} pages charged and ${sum("reserved")} reserved, ${read} read`;
  },
  "I14: nothing counts as being at work when all has ended": async ({ world, observer }) => {
    if (!observer.allEnded()) return null;
    const keys = (await world.redis.look(["KEYS", "docat:account:*:live"])) as string[];
    return keys.length === 0 ? null : keys.join(" ");
  },
  "every job that was made has ended once in its account's usage, and has one entry in its log": async (run) => {
    if (!run.observer.allEnded()) return null;
    const sum = await sumOfUsage(run);
    const ended = sum("succeeded") + sum("failed") + sum("cancelled");
    const entries = await entriesOf(run);
    return sum("jobs") === ended && entries === ended ? null : `${sum("jobs")} jobs, ${ended} ends, ${entries} entries`;
  },
  "what a sink has was never something else": ({ world: { sink } }) => {
    const several = [...sink.entries].filter(([, written]) => written.size > 1);
    return several.length === 0 ? null : JSON.stringify(several.map(([id, written]) => [id, ...written]));
  },
  "an event has one body, and none is forged": ({ world: { receiver } }) => {
    const several = [...receiver.bodies].filter(([, bodies]) => bodies.size > 1);
    return several.length === 0 && receiver.forged.length === 0
      ? null
      : JSON.stringify([several.map(([id, bodies]) => [id, ...bodies]), receiver.forged]);
  },
  "nothing is owed when everything has come to rest": async ({ world }) => {
    const owed = (await world.redis.look(["ZRANGE", AFTER_KEY, "0", "-1"])) as string[];
    return owed.length === 0 ? null : owed.join(" ");
  },
  "without a fault nobody is turned away": ({ struck, history }) => {
    const refused = history.find(({ operation, answer }) => operation === "upload" && answer?.status !== 202);
    return struck.length > 0 || refused === undefined ? null : `${refused.answer?.status} ${refused.answer?.text}`;
  },
  "what was refused does not run": (run) => {
    const refused = run.history.filter(
      ({ operation, answer }) => operation === "upload" && (answer?.status ?? 0) >= 500,
    );
    if (run.struck.length > 1 || refused.length === 0) return null;
    const promised = acceptedJobs(run.history).map(({ jobId }) => jobId);
    const alive = [...run.observer.jobs.values()].filter(
      ({ id, state }) => !promised.includes(id) && state !== "failed",
    );
    return alive.length === 0 ? null : alive.map(({ id, state }) => `${id} is ${state}`).join(" ");
  },
};

export interface Report {
  readonly violations: readonly Violation[];
  readonly traces: readonly Trace[];
  readonly struck: readonly StruckFault[];
  readonly calls: readonly MadeCall[];
}

async function judge(run: Run): Promise<Violation[]> {
  const audit = await run.audit();
  const violations: Violation[] = [...run.observer.violations];
  const report = (invariant: string, detail: string | null) => {
    if (detail !== null) violations.push({ invariant, detail });
  };
  for (const { jobId, document, tenant } of acceptedJobs(run.history)) {
    if (jobId === null || document === null) continue;
    const mine = (entry: HistoryEntry) => entry.jobId === jobId && entry.tenant === tenant;
    const others = audit.filter((entry) => entry.jobId === jobId && entry.tenant !== tenant);
    report("I12: to another tenant it is unknown", others.every(({ answer }) => answer?.status === 404) ? null : jobId);
    const each: Case = {
      run,
      jobId,
      document,
      heard: run.history.filter(mine),
      audited: audit.filter(mine),
      deleted: wasAcknowledged(run.history, "delete", jobId),
      cancelled: wasAcknowledged(run.history, "cancel", jobId),
    };
    for (const [invariant, rule] of Object.entries(OF_JOBS)) report(invariant, await rule(each));
  }
  for (const [invariant, rule] of Object.entries(OF_RUNS)) report(invariant, await rule(run));
  return violations;
}

/** Plays one schedule in a fresh world and judges it. */
export async function playAndJudge(
  world: World,
  scenario: Scenario,
  schedule: Schedule,
  interference: Interference | null = null,
): Promise<Report> {
  const run = new Walk(world, schedule, interference);
  await run.play(scenario);
  const { traces, struck, calls } = run;
  return { violations: await judge(run), traces, struck, calls };
}
