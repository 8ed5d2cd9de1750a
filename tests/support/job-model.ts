/** A job in plain words: what every step of the store has to do and to answer, without Redis. It follows nobody and nobody follows it. */
import { type PageRange, rangeName } from "../../lib/contracts/page-range.ts";
import type { Holder, WorkItem } from "../../lib/jobs/claim.ts";
import { isTerminal, type JobState } from "../../lib/jobs/job-state.ts";
import {
  ATTEMPTS_BEFORE_HALVING,
  type JobTiming,
  MAX_ATTEMPTS,
  MAX_CRASHES,
  MAX_GIVE_UPS,
  MAX_STALL_DOUBLINGS,
} from "../../lib/limits/job-timing.ts";

/** What a step answers: its kind, and the names of the messages that are owed. */
export interface Told {
  readonly kind: string;
  readonly owed: readonly string[];
}

interface Entry {
  readonly range: PageRange | null;
  attempts: number;
  holder: Holder | null;
  expiresAt: number;
}

/** A message as far as the model needs it. */
export interface GivenUp {
  readonly range: PageRange | null;
  readonly resend: number;
  readonly messageId: string;
}

const only = (kind: string): Told => ({ kind, owed: [] });
const nameOf = (item: WorkItem) => (item === "plan" ? item : rangeName(item));

export class JobModel {
  state: JobState | "gone" = "queued";
  epoch = 0;
  readonly done = new Map<string, { readonly range: PageRange; readonly attempt: string }>();
  readonly #outbox = new Map<string, number>([["plan-0", 0]]);
  resend = 0;
  dueAt: number;
  #now = 0;
  readonly #timing: JobTiming;
  readonly #work = new Map<string, Entry | "split">();
  #selected = 0;
  #idle = 0;
  #crashes = 0;
  #gaveUp: number | null = null;
  #rounds = 0;

  constructor(timing: JobTiming) {
    this.#timing = timing;
    this.dueAt = timing.stallMs;
  }

  get hasEnded(): boolean {
    return this.state === "gone" || isTerminal(this.state);
  }

  get isStalled(): boolean {
    return !this.hasEnded && this.dueAt <= this.#now;
  }

  get owed(): string[] {
    return [...this.#outbox].map(([name, resend]) => `${name} resent ${resend}`).sort();
  }

  /** What somebody could work on now; halved ranges too. */
  get items(): WorkItem[] {
    if (this.state === "queued") return ["plan"];
    return [...this.#work].flatMap(([name, entry]) => (entry === "split" ? [] : [entry.range ?? (name as "plan")]));
  }

  elapse(ms: number): void {
    this.#now += ms;
  }

  plan(epoch: number, ranges: readonly PageRange[], holder: Holder): Told & { readonly holds: boolean } {
    if (this.state === "queued" && epoch === this.epoch) {
      this.state = "running";
      this.#selected = ranges.reduce((sum, { count }) => sum + count, 0);
      this.#work.clear();
      this.#outbox.clear();
      for (const range of ranges) {
        this.#open(range, 0);
        if (ranges.length === 1) this.#lease(rangeName(range), holder);
      }
      this.#step();
    } else {
      const kind = this.#standing(epoch);
      if (kind !== "done") return { ...only(kind), holds: false };
    }
    const first = this.#work.get(ranges[0] === undefined ? "" : rangeName(ranges[0]));
    const holds = typeof first === "object" && first.holder?.token === holder.token;
    return { ...this.#owing("done"), holds };
  }

  claim(epoch: number, item: WorkItem, holder: Holder): Told {
    if (this.state === "gone") return only("gone");
    if (epoch !== this.epoch || this.hasEnded) return only("stale");
    const name = nameOf(item);
    const entry = this.#work.get(name);
    if (entry === "split") return this.#owing("split");
    if (item === "plan" ? this.state !== "queued" : this.done.has(name)) return this.#owing("home");
    if (item !== "plan" && entry === undefined) return only("stale");
    return this.#decide(name, item === "plan" ? null : item, entry, holder);
  }

  #decide(name: string, range: PageRange | null, entry: Entry | undefined, holder: Holder): Told {
    const attempts = entry?.attempts ?? 0;
    const before = entry?.holder ?? null;
    if (before?.token === holder.token) return this.#owing("claimed");
    const again = before !== null && before.messageId === holder.messageId && before.retried < holder.retried;
    if (before !== null && (entry?.expiresAt ?? 0) > this.#now && !again) return only("busy");
    const crashedTwice = attempts >= ATTEMPTS_BEFORE_HALVING;
    if (crashedTwice && range !== null && range.count > 1 && this.#crashes < MAX_CRASHES) {
      this.#halve(name, range);
      return this.#owing("split");
    }
    if (attempts >= MAX_ATTEMPTS || (this.#crashes >= MAX_CRASHES && attempts > 0)) return this.#owing("exhausted");
    if (before !== null && crashedTwice) this.#crashes += 1;
    this.#work.set(name, { range, attempts, holder: null, expiresAt: 0 });
    this.#lease(name, holder);
    this.#wakeAfter(this.#timing.stallMs);
    return this.#owing("claimed");
  }

  #halve(name: string, { first, count }: PageRange): void {
    this.#crashes += 1;
    this.#work.set(name, "split");
    this.#outbox.delete(`extract-${this.epoch}-${name}`);
    const half = Math.ceil(count / 2);
    this.#open({ first, count: half }, 1);
    this.#open({ first: first + half, count: count - half }, 1);
    this.#wakeAfter(this.#timing.stallMs);
  }

  renew(epoch: number, item: WorkItem, { token }: Holder): boolean {
    const entry = this.#work.get(nameOf(item));
    if (this.hasEnded || epoch !== this.epoch || typeof entry !== "object" || entry.holder?.token !== token)
      return false;
    entry.expiresAt = this.#now + this.#timing.leaseMs;
    this.#wakeAfter(this.#timing.stallMs);
    return true;
  }

  release(item: WorkItem, { token }: Holder): void {
    const entry = this.#work.get(nameOf(item));
    if (typeof entry !== "object" || entry.holder?.token !== token) return;
    Object.assign(entry, { attempts: entry.attempts - 1, holder: null, expiresAt: 0 });
  }

  completeRange(epoch: number, range: PageRange, attempt: string): Told {
    const name = rangeName(range);
    const accepted = this.done.get(name)?.attempt;
    const open = this.#work.get(name);
    const kind = this.#standing(epoch);
    if (kind !== "done") {
      const repeated = accepted === attempt && this.state === "succeeded" && epoch === this.epoch;
      return only(repeated ? "done" : kind);
    }
    if (accepted === undefined && typeof open !== "object") return only("stale");
    if (accepted === undefined) {
      this.done.set(name, { range, attempt });
      this.#work.delete(name);
      if (this.pagesHome === this.#selected) {
        this.state = "assembling";
        this.#owe(`assemble-${this.epoch}`);
      }
      this.#step();
    }
    this.#outbox.delete(`extract-${this.epoch}-${name}`);
    return this.#owing("done");
  }

  get pagesHome(): number {
    return [...this.done.values()].reduce((sum, { range }) => sum + range.count, 0);
  }

  succeed(epoch: number): Told {
    return this.#end(epoch, "succeeded", this.state === "assembling");
  }

  fail(epoch: number): Told {
    return this.#end(epoch, "failed", !this.hasEnded);
  }

  cancel(): Told {
    if (this.state === "gone") return only("gone");
    if (this.hasEnded && this.state !== "cancelled") return only("ended");
    if (this.state !== "cancelled") this.epoch += 1;
    this.#finish("cancelled");
    return only("cancelled");
  }

  delete(): void {
    this.#finish("gone");
    this.done.clear();
  }

  settle(names: readonly string[]): void {
    for (const name of names) this.#outbox.delete(name);
  }

  revive(): Told {
    if (this.state === "gone") return only("gone");
    if (this.hasEnded) return only("ended");
    if (this.#now >= this.#timing.deadlineMs) return only("overdue");
    if (this.dueAt > this.#now) return this.#outbox.size > 0 ? this.#owing("owes") : only("fresh");
    this.#outbox.clear();
    this.resend += 1;
    if (this.state === "queued") this.#owe(`plan-${this.epoch}`);
    if (this.state === "assembling") this.#owe(`assemble-${this.epoch}`);
    if (this.state === "running") {
      for (const [name, entry] of this.#work) {
        if (entry !== "split" && entry.expiresAt <= this.#now) this.#owe(`extract-${this.epoch}-${name}`);
      }
    }
    this.#wakeAfter(this.#timing.stallMs * 2 ** Math.min(this.#idle, MAX_STALL_DOUBLINGS));
    if (this.#outbox.size === 0) {
      this.resend -= 1;
      return only("fresh");
    }
    this.#idle += 1;
    return this.#owing("owes");
  }

  giveUp(epoch: number, { range, resend, messageId }: GivenUp): string {
    if (this.state === "gone") return "gone";
    if (epoch !== this.epoch || this.hasEnded || resend !== this.resend) return "stale";
    if (range !== null && this.done.has(rangeName(range))) return "stale";
    if (this.#gaveUp !== resend) this.#rounds += 1;
    this.#gaveUp = resend;
    if (this.#rounds >= MAX_GIVE_UPS) return "exhausted";
    for (const entry of this.#work.values()) {
      if (entry !== "split" && entry.holder?.messageId === messageId) entry.expiresAt = 0;
    }
    this.#wakeAfter(0);
    return "done";
  }

  #end(epoch: number, end: JobState, mayEnd: boolean): Told {
    if (this.state === "gone") return only("gone");
    if (epoch !== this.epoch) return only("stale");
    if (this.state === end) return only("done");
    if (!mayEnd) return only("stale");
    this.#finish(end);
    return only("done");
  }

  #finish(state: JobModel["state"]): void {
    this.state = state;
    this.#outbox.clear();
    this.#work.clear();
  }

  #standing(epoch: number): "done" | "stale" | "gone" {
    if (this.state === "gone") return "gone";
    return epoch === this.epoch && (this.state === "running" || this.state === "assembling") ? "done" : "stale";
  }

  #open(range: PageRange, attempts: number): void {
    this.#work.set(rangeName(range), { range, attempts, holder: null, expiresAt: 0 });
    this.#owe(`extract-${this.epoch}-${rangeName(range)}`);
  }

  #lease(name: string, holder: Holder): void {
    const entry = this.#work.get(name);
    if (typeof entry !== "object") return;
    Object.assign(entry, { attempts: entry.attempts + 1, holder, expiresAt: this.#now + this.#timing.leaseMs });
  }

  #step(): void {
    this.#idle = 0;
    this.#gaveUp = null;
    this.#rounds = 0;
    this.#wakeAfter(this.#timing.stallMs);
  }

  #wakeAfter(ms: number): void {
    this.dueAt = Math.min(this.#now + ms, this.#timing.deadlineMs);
  }

  #owe(name: string): void {
    this.#outbox.set(name, this.resend);
  }

  #owing(kind: string): Told {
    return { kind, owed: this.owed };
  }
}
