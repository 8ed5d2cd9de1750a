/** Gathers what is counted in a process, until somebody writes it down. */
import { randomBytes } from "node:crypto";
import type { MetricLabels, Metrics } from "../contracts/metrics.ts";
import { counterSeries, histogramSeries } from "./series.ts";

/** What is written in one step, and once: the store remembers the id for a while. */
export interface MetricBatch {
  readonly id: string;
  readonly added: Readonly<Record<string, number>>;
  readonly accounts: readonly string[];
}

/** Accounts that are remembered between two batches; beyond them today's number is too low. */
const MAX_ACCOUNTS = 1_000;

export class Recorder implements Metrics {
  readonly #now: () => number;
  #added = new Map<string, number>();
  #accounts = new Set<string>();
  /** When what waited was taken last. */
  #taken = Number.NEGATIVE_INFINITY;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  count(name: string, labels: MetricLabels = {}, amount = 1): void {
    const series = counterSeries(name, labels);
    if (series !== null && Number.isFinite(amount) && amount > 0) this.#add(series, amount);
  }

  observe(name: string, value: number, labels: MetricLabels = {}): void {
    for (const [series, amount] of histogramSeries(name, Math.max(0, value), labels)) this.#add(series, amount);
  }

  sawAccount(tenant: string): void {
    if (this.#accounts.size < MAX_ACCOUNTS) this.#accounts.add(tenant);
  }

  get #waits(): boolean {
    return this.#added.size > 0 || this.#accounts.size > 0;
  }

  #add(series: string, amount: number): void {
    this.#added.set(series, (this.#added.get(series) ?? 0) + amount);
  }

  /**
   * How long nothing has been taken, in milliseconds; null when nothing waits. By that, and not by how long something waits: what a function does once in
   * an hour would wait for the next time otherwise, and its instance is gone by then.
   */
  get untakenMs(): number | null {
    return this.#waits ? this.#now() - this.#taken : null;
  }

  /** All that waits; from now on it is the caller's to write it. Null for nothing. */
  take(): MetricBatch | null {
    if (!this.#waits) return null;
    const batch = {
      id: randomBytes(12).toString("hex"),
      added: Object.fromEntries(this.#added),
      accounts: [...this.#accounts],
    };
    this.#added = new Map();
    this.#accounts = new Set();
    this.#taken = this.#now();
    return batch;
  }
}
