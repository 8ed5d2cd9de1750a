/** The limits of one flow-control key, as its latest message states them. */
export interface FlowLimits {
  readonly key: string;
  readonly parallelism: number | undefined;
  /** Deliveries that may start per period. */
  readonly rate: number | undefined;
  readonly periodMs: number;
}
