/** A job in plain words: what every step of the store has to do and to answer, without Redis. It follows nobody and nobody follows it. */
import { type PageRange, rangeName } from "../../lib/contracts/page-range.ts";
import type { Holder, WorkItem } from "../../lib/jobs/claim.ts";
import type { JobState } from "../../lib/jobs/job-state.ts";
import {
  ATTEMPTS_BEFORE_HALVING,
  MAX_ATTEMPTS,
  MAX_CRASHES,
  MAX_GIVE_UPS,
  MAX_STALL_DOUBLINGS,
} from "../../lib/limits/job-timing.ts";
import { type Entry, JobMemory, nameOf, only, type Told } from "./job-memory.ts";

/** A message as far as the model needs it. */
export interface GivenUp {
  readonly item: WorkItem | null;
  readonly resend: number;
  readonly messageId: string;
}

/** What is owed in a state, where it is one thing. */
const OWES: Partial<Readonly<Record<JobState, string>>> = {
  queued: "plan",
  assembling: "assemble",
  finishing: "finish",
};

export class JobModel extends JobMemory {
  elapse(ms: number): void {
    this.now += ms;
  }

  plan(epoch: number, ranges: readonly PageRange[], holder: Holder): Told & { readonly holds: boolean } {
    if (this.state === "queued" && epoch === this.epoch) {
      this.state = "running";
      this.selected = ranges.reduce((sum, { count }) => sum + count, 0);
      this.work.clear();
      this.outbox.clear();
      for (const range of ranges) {
        this.open(range, 0);
        if (ranges.length === 1) this.lease(rangeName(range), holder);
      }
      this.step();
    } else {
      const kind = this.standing(epoch);
      if (kind !== "done") return { ...only(kind), holds: false };
    }
    const first = this.work.get(ranges[0] === undefined ? "" : rangeName(ranges[0]));
    const holds = typeof first === "object" && first.holder?.token === holder.token;
    return { ...this.owing("done"), holds };
  }

  claim(epoch: number, item: WorkItem, holder: Holder): Told {
    if (this.state === "gone") return only("gone");
    if (epoch !== this.epoch || this.hasEnded) return only("stale");
    const name = nameOf(item);
    const entry = this.work.get(name);
    if (entry === "split") return this.owing("split");
    if (item === "plan" ? this.state !== "queued" : this.#isHome(name)) return this.owing("home");
    if (item !== "plan" && entry === undefined) return only("stale");
    return this.#decide(item, entry, holder);
  }

  #isHome(name: string): boolean {
    return this.done.has(name) || this.added.has(name);
  }

  #decide(item: WorkItem, entry: Entry | undefined, holder: Holder): Told {
    const name = nameOf(item);
    const range = item === "plan" || "unit" in item ? null : item;
    const attempts = entry?.attempts ?? 0;
    const before = entry?.holder ?? null;
    if (before?.token === holder.token) return this.owing("claimed");
    const again = before !== null && before.messageId === holder.messageId && before.retried < holder.retried;
    if (before !== null && (entry?.expiresAt ?? 0) > this.now && !again) return only("busy");
    const crashedTwice = attempts >= ATTEMPTS_BEFORE_HALVING;
    if (crashedTwice && range !== null && range.count > 1 && this.crashes < MAX_CRASHES) {
      this.#halve(name, range);
      return this.owing("split");
    }
    if (attempts >= MAX_ATTEMPTS || (this.crashes >= MAX_CRASHES && attempts > 0)) return this.owing("exhausted");
    if (before !== null && crashedTwice) this.crashes += 1;
    this.work.set(name, { item, attempts, holder: null, expiresAt: 0 });
    this.lease(name, holder);
    this.wakeAfter(this.timing.stallMs);
    return this.owing("claimed");
  }

  #halve(name: string, { first, count }: PageRange): void {
    this.crashes += 1;
    this.work.set(name, "split");
    this.outbox.delete(`extract-${this.epoch}-${name}`);
    const half = Math.ceil(count / 2);
    this.open({ first, count: half }, 1);
    this.open({ first: first + half, count: count - half }, 1);
    this.wakeAfter(this.timing.stallMs);
  }

  renew(epoch: number, item: WorkItem, { token }: Holder): boolean {
    const entry = this.work.get(nameOf(item));
    if (this.hasEnded || epoch !== this.epoch || typeof entry !== "object" || entry.holder?.token !== token)
      return false;
    entry.expiresAt = this.now + this.timing.leaseMs;
    this.wakeAfter(this.timing.stallMs);
    return true;
  }

  release(item: WorkItem, { token }: Holder): void {
    const entry = this.work.get(nameOf(item));
    if (typeof entry !== "object" || entry.holder?.token !== token) return;
    Object.assign(entry, { attempts: entry.attempts - 1, holder: null, expiresAt: 0 });
  }

  completeRange(epoch: number, range: PageRange, attempt: string): Told {
    const name = rangeName(range);
    const accepted = this.done.get(name)?.attempt;
    const open = this.work.get(name);
    const kind = this.standing(epoch);
    if (kind !== "done") {
      const repeated = accepted === attempt && this.state === "succeeded" && epoch === this.epoch;
      return only(repeated ? "done" : kind);
    }
    if (accepted === undefined && typeof open !== "object") return only("stale");
    if (accepted === undefined) {
      this.done.set(name, { range, attempt });
      this.work.delete(name);
      if (this.pagesHome === this.selected) {
        this.state = "assembling";
        this.owe(`assemble-${this.epoch}`);
      }
      this.step();
    }
    this.outbox.delete(`extract-${this.epoch}-${name}`);
    return this.owing("done");
  }

  get pagesHome(): number {
    return [...this.done.values()].reduce((sum, { range }) => sum + range.count, 0);
  }

  enrich(epoch: number, units: readonly string[]): Told {
    if (this.state === "gone") return only("gone");
    if (epoch !== this.epoch) return only("stale");
    if (this.state === "enriching" || this.state === "finishing") return this.owing("done");
    if (this.state !== "assembling") return only("stale");
    this.state = "enriching";
    this.units = units;
    this.outbox.clear();
    this.work.clear();
    for (const unit of units) {
      this.work.set(unit, { item: { unit }, attempts: 0, holder: null, expiresAt: 0 });
      this.owe(`enrich-${this.epoch}-${unit}`);
    }
    this.step();
    return this.owing("done");
  }

  completeUnit(epoch: number, unit: string, attempt: string): Told {
    if (this.state === "gone") return only("gone");
    const accepted = this.added.get(unit);
    const mayAdd = epoch === this.epoch && (this.state === "enriching" || this.state === "finishing");
    if (!mayAdd)
      return only(accepted === attempt && this.state === "succeeded" && epoch === this.epoch ? "done" : "stale");
    if (accepted === undefined && !this.work.has(unit)) return only("stale");
    if (accepted === undefined) {
      this.added.set(unit, attempt);
      this.work.delete(unit);
      if (this.units.every((name) => this.added.has(name))) {
        this.state = "finishing";
        this.owe(`finish-${this.epoch}`);
      }
      this.step();
    }
    this.outbox.delete(`enrich-${this.epoch}-${unit}`);
    return this.owing("done");
  }

  succeed(epoch: number, early = false): Told {
    const mayEnd = this.state === "assembling" || this.state === "finishing" || (early && this.state === "enriching");
    return this.end(epoch, "succeeded", mayEnd);
  }

  fail(epoch: number): Told {
    return this.end(epoch, "failed", !this.hasEnded);
  }

  cancel(): Told {
    if (this.state === "gone") return only("gone");
    if (this.hasEnded && this.state !== "cancelled") return only("ended");
    if (this.state !== "cancelled") this.epoch += 1;
    this.finish("cancelled");
    return only("cancelled");
  }

  delete(): void {
    this.finish("gone");
    this.done.clear();
    this.added.clear();
  }

  settle(names: readonly string[]): void {
    for (const name of names) this.outbox.delete(name);
  }

  revive(): Told {
    if (this.state === "gone") return only("gone");
    if (this.hasEnded) return only("ended");
    if (this.now >= this.timing.deadlineMs) return only("overdue");
    if (this.dueAt > this.now) return this.outbox.size > 0 ? this.owing("owes") : only("fresh");
    this.outbox.clear();
    this.resend += 1;
    const owes = OWES[this.state];
    if (owes !== undefined) this.owe(`${owes}-${this.epoch}`);
    if (this.state === "running") this.#oweOpen("extract");
    if (this.state === "enriching") this.#oweOpen("enrich");
    this.wakeAfter(this.timing.stallMs * 2 ** Math.min(this.idle, MAX_STALL_DOUBLINGS));
    if (this.outbox.size === 0) {
      this.resend -= 1;
      return only("fresh");
    }
    this.idle += 1;
    return this.owing("owes");
  }

  #oweOpen(kind: string): void {
    for (const [name, entry] of this.work) {
      if (entry !== "split" && entry.expiresAt <= this.now) this.owe(`${kind}-${this.epoch}-${name}`);
    }
  }

  giveUp(epoch: number, { item, resend, messageId }: GivenUp): string {
    if (this.state === "gone") return "gone";
    if (epoch !== this.epoch || this.hasEnded || resend !== this.resend) return "stale";
    if (item !== null && this.#isHome(nameOf(item))) return "stale";
    if (this.gaveUp !== resend) this.rounds += 1;
    this.gaveUp = resend;
    if (this.rounds >= MAX_GIVE_UPS) return "exhausted";
    for (const entry of this.work.values()) {
      if (entry !== "split" && entry.holder?.messageId === messageId) entry.expiresAt = 0;
    }
    this.wakeAfter(0);
    return "done";
  }
}
