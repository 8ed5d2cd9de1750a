/** Rate limits as data: one sliding window per API key for now; more rows make more policies. */
export interface RatePolicy {
  /** Names the policy in headers and in Redis keys. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export const DEFAULT_REQUESTS_PER_MINUTE = 600;

/** Every request that carries a key. */
export function generalPolicy(requestsPerMinute: number): RatePolicy {
  return { name: "general", limit: requestsPerMinute, windowSeconds: 60 };
}
