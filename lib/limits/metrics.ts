/** How long what was counted waits for a request to the store that is made anyway. Seconds; what is younger is lost when an instance goes without a further request. */
export const DEFAULT_METRICS_WAIT_SECONDS = 10;
