/** What is logged is counted: the log's events, and what each adds. One place, so that no count can be forgotten where something is told. */
import type { Log, LogField } from "../contracts/log.ts";
import type { Metrics } from "../contracts/metrics.ts";

type Fields = Readonly<Record<string, LogField>>;

const text = (value: LogField | undefined) => String(value ?? "");
const number = (value: LogField | undefined) => (typeof value === "number" ? value : 0);
const classOf = (status: number) => (status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : "none");

const COUNTED: Readonly<Record<string, (metrics: Metrics, fields: Fields) => void>> = {
  "request.done": (metrics, { function: name, status, ms, received }) => {
    const labels = { function: text(name) };
    metrics.count("docat_http_requests_total", { ...labels, status: classOf(number(status)) });
    metrics.observe("docat_http_request_seconds", number(ms) / 1_000, labels);
    metrics.count("docat_http_received_bytes_total", {}, number(received));
    if (status === 429) metrics.count("docat_rate_limited_requests_total");
  },
  "job.accepted": (metrics, { as }) => {
    metrics.count("docat_jobs_accepted_total", { as: text(as) });
    metrics.count("docat_cache_lookups_total", { result: as === "cached" ? "hit" : "miss" });
  },
  "job.planned": (metrics, { wait_ms }) => metrics.observe("docat_job_wait_seconds", number(wait_ms) / 1_000),
  "job.ended": (metrics, { state, code, ms, pages }) => {
    metrics.count("docat_jobs_ended_total", { outcome: text(state), code: text(code) });
    if (typeof ms === "number") metrics.observe("docat_job_seconds", ms / 1_000);
    metrics.count("docat_pages_total", {}, number(pages));
  },
  "stage.done": (metrics, { stage, outcome, ms, retried }) => {
    const labels = { stage: text(stage) };
    metrics.count("docat_stage_deliveries_total", { ...labels, outcome: text(outcome) });
    metrics.observe("docat_stage_seconds", number(ms) / 1_000, labels);
    if (number(retried) > 0) metrics.count("docat_redeliveries_total", labels);
  },
  "lease.reaped": (metrics, { stage }) => metrics.count("docat_reaped_leases_total", { stage: text(stage) }),
  "job.revived": (metrics) => metrics.count("docat_revived_jobs_total"),
  "message.given_up": (metrics, { stage }) => metrics.count("docat_dead_letters_total", { stage: text(stage) }),
  "webhook.attempted": (metrics, { status }) =>
    metrics.count("docat_webhook_deliveries_total", { result: classOf(number(status)) }),
  "sink.attempted": (metrics, { sink, state }) =>
    metrics.count("docat_sink_deliveries_total", { sink: text(sink), state: text(state) }),
  "model.spent": (metrics, { tokens }) => metrics.count("docat_model_tokens_total", {}, number(tokens)),
};

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** The same log, whose events are counted as well. `lastErrors` keeps how each engine that translates or embeds failed last. */
export function countingLog(log: Log, metrics: Metrics, lastErrors: Map<string, string> = new Map()): Log {
  const count = (event: string, fields: Fields = {}) => COUNTED[event]?.(metrics, fields);
  return {
    info(event, fields) {
      count(event, fields);
      log.info(event, fields);
    },
    error(event, error, fields) {
      count(event, fields);
      if (event === "model.failed") lastErrors.set(text(fields?.engine), codeOf(error));
      log.error(event, error, fields);
    },
  };
}
