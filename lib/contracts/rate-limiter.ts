/** The port to the sliding windows of the rate limits. */

/** A window that a request takes from. */
export interface WindowAsk {
  /** Names the window in headers and in the store. */
  readonly name: string;
  /** Whom it counts: any text. The store keeps a name made of it, never the text. */
  readonly subject: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface WindowVerdict extends WindowAsk {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the window moves on. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Takes one from each window, in one request to the store, or from none: where one refuses, the others get back what they gave. Null when
   * the store did not answer in time: the caller decides what that means.
   */
  take(windows: readonly WindowAsk[]): Promise<readonly WindowVerdict[] | null>;
  /** Gives back what windows gave for a request that is not counted after all. Tries once, and says in the log when that failed. */
  giveBack(windows: readonly WindowAsk[]): Promise<void>;
}
