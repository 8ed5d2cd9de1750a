/** How much each event of the log matters to whoever reads it. What is an error is so by how it is told. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whoever runs the service may want to look at these. */
const WARNINGS: ReadonlySet<string> = new Set([
  "document.not_scanned",
  "job.revived",
  "lease.reaped",
  "message.given_up",
  "range.given_up",
  "request.rate_limited",
  "unit.given_up",
]);

/** Of use only when one looks for something. */
const DETAILS: ReadonlySet<string> = new Set(["messages.published", "store.asked"]);

/** The level of an event that is no error. */
export function levelOf(event: string): LogLevel {
  if (WARNINGS.has(event)) return "warn";
  return DETAILS.has(event) ? "debug" : "info";
}
