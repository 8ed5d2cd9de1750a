/** Looks at the store after every step: what must hold at each moment, and never changes back. */

import { canMove, isTerminal, JOB_STATES, type JobState } from "../../lib/jobs/job-state.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { AFTER_KEY, DUE_KEY, jobKeys } from "../../lib/upstash/keys.ts";
import type { World } from "./world.ts";

/** A job as it lies in the store. */
export interface StoredJob {
  readonly id: string;
  readonly state: JobState;
  readonly record: Readonly<Record<string, string>>;
  /** Range → the accepted part. */
  readonly done: Readonly<Record<string, string>>;
  readonly hasManifest: boolean;
  readonly isDue: boolean;
}

export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

type Rule = (before: StoredJob | undefined, after: StoredJob) => string | null;

function toObject(list: unknown): Record<string, string> {
  const items = list as readonly string[];
  return Object.fromEntries(items.flatMap((item, at) => (at % 2 === 0 ? [[item, items[at + 1] ?? ""]] : [])));
}

function spans(done: StoredJob["done"]): [first: number, count: number][] {
  return Object.keys(done)
    .filter((item) => /^\d/.test(item))
    .map((range) => range.split("-").map(Number) as [number, number])
    .sort(([a], [b]) => a - b);
}

export function pagesHome({ done }: Pick<StoredJob, "done">): number {
  return spans(done).reduce((sum, [, count]) => sum + count, 0);
}

/** The record without what becomes of its result afterwards. */
function ownOf({ record }: StoredJob): string {
  return JSON.stringify(Object.entries(record).filter(([field]) => !field.startsWith("sink:")));
}

/** What must hold at every moment, of a job as it was at the moment before and as it is. A new invariant is a new row. */
const RULES: Readonly<Record<string, Rule>> = {
  "I2: a state is left only for one that may follow, and a terminal one never": (before, { state }) =>
    before === undefined || before.state === state || canMove(before.state, state) || passedThrough(before.state, state)
      ? null
      : `${before.state} → ${state}`,
  "I2: a job that has ended does not change": (before, after) =>
    before === undefined || !isTerminal(before.state) || ownOf(before) === ownOf(after)
      ? null
      : `${JSON.stringify(before.record)} → ${JSON.stringify(after.record)}`,
  "I2: a job has a result or an error, never both": (_, { state, record, hasManifest }) =>
    hasManifest === HAS_RESULT.has(state) && (record.error !== undefined) === (state === "failed")
      ? null
      : `${state}, manifest ${hasManifest}, error ${record.error}`,
  "I4: an addition is finishing when every unit is home": (_, { state, record, done }) => {
    if (state !== "enriching" && state !== "finishing") return null;
    const isHome = (record.units ?? "").split(" ").every((unit) => done[unit] !== undefined);
    return isHome === (state === "finishing")
      ? null
      : `${state} with ${Object.keys(done).join(" ")} of ${record.units}`;
  },
  "I4: progress never goes back": (before, after) =>
    before === undefined || isLost(after.state) || pagesHome(after) >= pagesHome(before)
      ? null
      : `${pagesHome(before)} → ${pagesHome(after)} pages`,
  "I4: assembling starts when every page is home, once each": (_, after) => {
    const { state, record, done } = after;
    // It shares what another job has read, which is judged there.
    if (record.result_of !== undefined || record.leader !== undefined) return null;
    const selected = Number(record.selected ?? -1);
    const all = spans(done);
    const overlap = all.some(([first, count], at) => first + count > (all[at + 1]?.[0] ?? Number.POSITIVE_INFINITY));
    const isHome = pagesHome(after) === selected;
    const wrong = overlap || (READ.has(state) && !isHome) || (state === "running" && isHome);
    return wrong ? `${state} with ${Object.keys(done).join(" ")} of ${selected} pages` : null;
  },
  "I5: what was accepted of a range stays": (before, after) =>
    before === undefined ||
    isLost(after.state) ||
    Object.entries(before.done).every(([range, part]) => after.done[range] === part)
      ? null
      : `${JSON.stringify(before.done)} → ${JSON.stringify(after.done)}`,
  "I6: a job at work is on the list of those to be looked after": (_, { state, isDue }) =>
    isTerminal(state) || isDue ? null : `${state} and not due`,
};

/** The result stands: what is added to it may still be missing. */
const HAS_RESULT: ReadonlySet<JobState> = new Set(["enriching", "finishing", "succeeded"]);
const READ: ReadonlySet<JobState> = new Set(["assembling", "enriching", "finishing", "succeeded"]);

function isLost(state: JobState): boolean {
  return state === "failed" || state === "cancelled";
}

/** Two legal moves within one step: the last range home, and a result at once. */
function passedThrough(before: JobState, after: JobState): boolean {
  return JOB_STATES.some((between) => canMove(before, between) && canMove(between, after));
}

const SHARED_RESULT_MS = DEFAULT_RETENTION.resultCacheSeconds * 1_000;

export class Observer {
  readonly violations: Violation[] = [];
  readonly jobs = new Map<string, StoredJob>();
  /** Pages that were read for jobs that succeeded, by job; also of those that are gone by now. */
  readonly pagesRead = new Map<string, number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether everybody has been told of every end. */
  nothingIsOwed = true;

  /** Whether no job is at work as far as the store knows. */
  allEnded(): boolean {
    return [...this.jobs.values()].every(({ state }) => isTerminal(state));
  }

  async look(): Promise<void> {
    const keys = (await this.#world.redis.look(["KEYS", "docat:*"])) as string[];
    const found = new Map<string, StoredJob>();
    for (const key of keys) {
      const id = /^docat:(job_[0-9a-f]+):job$/.exec(key)?.[1];
      if (id !== undefined) found.set(id, await this.#read(id));
    }
    for (const [id, job] of found) this.#judge(this.jobs.get(id), job);
    this.jobs.clear();
    for (const [id, job] of found) this.jobs.set(id, job);
    for (const { id, state, record } of found.values()) {
      if (state === "succeeded" && record.result_of === undefined) this.pagesRead.set(id, Number(record.selected));
    }
    this.nothingIsOwed = !keys.includes(AFTER_KEY);
    await this.#judgeLifetimes(keys);
  }

  #judge(before: StoredJob | undefined, after: StoredJob): void {
    for (const [invariant, rule] of Object.entries(RULES)) {
      const detail = rule(before, after);
      if (detail !== null) this.#report(invariant, `${after.id}: ${detail}`);
    }
  }

  async #read(id: string): Promise<StoredJob> {
    const { redis } = this.#world;
    const keys = jobKeys(id);
    const record = toObject(await redis.look(["HGETALL", keys.job]));
    const producer = record.result_of ?? id;
    return {
      id,
      state: record.state as JobState,
      record,
      done: toObject(await redis.look(["HGETALL", keys.done])),
      hasManifest: (await redis.look(["EXISTS", jobKeys(producer).manifest])) === 1,
      isDue: (await redis.look(["ZSCORE", DUE_KEY, id])) !== null,
    };
  }

  /** I13: nothing lives for ever, and nothing of a job longer than the job, save a result that other jobs may share. */
  async #judgeLifetimes(keys: readonly string[]): Promise<void> {
    const lifetimes = new Map<string, number>();
    for (const key of keys) lifetimes.set(key, (await this.#world.redis.look(["PTTL", key])) as number);
    for (const [key, lifetime] of lifetimes) {
      if (lifetime < 0) this.#report("I13: every key has a time to live", key.replace(/[0-9a-f]{32}/, "*"));
      const [, id] = /^docat:(job_[0-9a-f]+):(?!deleted)/.exec(key) ?? [];
      const job = lifetimes.get(`docat:${id}:job`);
      const bound = /:(?:parts|manifest|holders)$/.test(key) ? Math.max(job ?? 0, SHARED_RESULT_MS) : job;
      if (job !== undefined && bound !== undefined && lifetime > bound) {
        this.#report("I13: nothing of a job outlives it", `${key}: ${lifetime} ms, the job ${job} ms`);
      }
    }
  }

  #report(invariant: string, detail: string): void {
    if (!this.violations.some((known) => known.invariant === invariant && known.detail === detail)) {
      this.violations.push({ invariant, detail });
    }
  }
}
