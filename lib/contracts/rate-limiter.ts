/** The port to the rate limits. */
export interface RateVerdict {
  readonly allowed: boolean;
  readonly policy: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Seconds until the window moves on. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Takes one from the caller's window. Null when the store did not answer in time: the caller decides what that means. */
  take(identifier: string): Promise<RateVerdict | null>;
}
