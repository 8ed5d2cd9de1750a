/** What a job's model remembers, and what its steps have in common. */
import { type PageRange, rangeName } from "../../lib/contracts/page-range.ts";
import type { Holder, WorkItem } from "../../lib/jobs/claim.ts";
import { isTerminal, type JobState } from "../../lib/jobs/job-state.ts";
import type { JobTiming } from "../../lib/limits/job-timing.ts";

/** What a step answers: its kind, and the names of the messages that are owed. */
export interface Told {
  readonly kind: string;
  readonly owed: readonly string[];
}

export interface Entry {
  readonly item: WorkItem;
  attempts: number;
  holder: Holder | null;
  expiresAt: number;
}

export const only = (kind: string): Told => ({ kind, owed: [] });
export function nameOf(item: WorkItem): string {
  if (item === "plan") return item;
  return "unit" in item ? item.unit : rangeName(item);
}

export class JobMemory {
  state: JobState | "gone" = "queued";
  epoch = 0;
  readonly done = new Map<string, { readonly range: PageRange; readonly attempt: string }>();
  protected readonly outbox = new Map<string, number>([["plan-0", 0]]);
  resend = 0;
  dueAt: number;
  protected now = 0;
  protected readonly timing: JobTiming;
  protected readonly work = new Map<string, Entry | "split">();
  protected selected = 0;
  protected units: readonly string[] = [];
  /** Units at home, each with the attempt that counts. */
  readonly added = new Map<string, string>();
  protected idle = 0;
  protected crashes = 0;
  protected gaveUp: number | null = null;
  protected rounds = 0;

  constructor(timing: JobTiming) {
    this.timing = timing;
    this.dueAt = timing.stallMs;
  }

  get hasEnded(): boolean {
    return this.state === "gone" || isTerminal(this.state);
  }

  get isStalled(): boolean {
    return !this.hasEnded && this.dueAt <= this.now;
  }

  get owed(): string[] {
    return [...this.outbox].map(([name, resend]) => `${name} resent ${resend}`).sort();
  }

  /** What somebody could work on now; halved ranges too. */
  get items(): WorkItem[] {
    if (this.state === "queued") return ["plan"];
    return [...this.work.values()].flatMap((entry) => (entry === "split" ? [] : [entry.item]));
  }

  protected end(epoch: number, end: JobState, mayEnd: boolean): Told {
    if (this.state === "gone") return only("gone");
    if (epoch !== this.epoch) return only("stale");
    if (this.state === end) return only("done");
    if (!mayEnd) return only("stale");
    this.finish(end);
    return only("done");
  }

  protected finish(state: JobMemory["state"]): void {
    this.state = state;
    this.outbox.clear();
    this.work.clear();
  }

  protected standing(epoch: number): "done" | "stale" | "gone" {
    if (this.state === "gone") return "gone";
    const isAtWork = ["running", "assembling", "enriching", "finishing"].includes(this.state);
    return epoch === this.epoch && isAtWork ? "done" : "stale";
  }

  protected open(range: PageRange, attempts: number): void {
    this.work.set(rangeName(range), { item: range, attempts, holder: null, expiresAt: 0 });
    this.owe(`extract-${this.epoch}-${rangeName(range)}`);
  }

  protected lease(name: string, holder: Holder): void {
    const entry = this.work.get(name);
    if (typeof entry !== "object") return;
    Object.assign(entry, { attempts: entry.attempts + 1, holder, expiresAt: this.now + this.timing.leaseMs });
  }

  protected step(): void {
    this.idle = 0;
    this.gaveUp = null;
    this.rounds = 0;
    this.wakeAfter(this.timing.stallMs);
  }

  protected wakeAfter(ms: number): void {
    this.dueAt = Math.min(this.now + ms, this.timing.deadlineMs);
  }

  protected owe(name: string): void {
    this.outbox.set(name, this.resend);
  }

  protected owing(kind: string): Told {
    return { kind, owed: this.owed };
  }
}
