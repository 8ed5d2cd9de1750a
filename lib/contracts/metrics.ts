/** The port to metrics: counted at once, written down later and in few requests. Names and labels are those of the table (`lib/metrics/metric-table.ts`). */
export type MetricLabels = Readonly<Record<string, string>>;

export interface Metrics {
  /** Adds to a counter. A label's value that the table does not have counts as `other`. */
  count(name: string, labels?: MetricLabels, amount?: number): void;
  /** One more value of a histogram, in seconds or whatever its name says. */
  observe(name: string, value: number, labels?: MetricLabels): void;
  /** The account did something today. */
  sawAccount(tenant: string): void;
}

export interface MetricsStore {
  /** Writes what waits when nothing was written for long enough; in the turn in which it is called, so that it travels with what else is asked for. Never rejects. */
  writeWhatIsDue(): Promise<void>;
  /** Writes what waits, whenever it came. Never rejects. */
  write(): Promise<void>;
  /** All series that stand, and what is looked up now. */
  read(now: number): Promise<ReadonlyMap<string, number>>;
}
