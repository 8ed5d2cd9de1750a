/** Every metric that this service has: its kind, what it tells, and every value that a label can have, so that there are never more series than these. */
import { ERROR_TABLE } from "../errors/error-table.ts";

export const OTHER = "other";

interface Common {
  readonly help: string;
  /** Label → its values; any other value is told as `other`. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

export type Metric = Common &
  (
    | { readonly type: "counter" }
    | { readonly type: "histogram"; readonly buckets: readonly number[] }
    /** Looked up when it is asked for. */
    | { readonly type: "gauge" }
  );

const STAGES = ["plan", "extract", "assemble", "enrich", "finish", "notify", "deliver", "sink", "failed", "sweep"];
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const WAITS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

export const METRIC_TABLE: Readonly<Record<string, Metric>> = {
  docat_http_requests_total: {
    type: "counter",
    help: "Requests that were answered, by the function and the class of the status.",
    labels: { function: ["v1", "extract"], status: ["2xx", "3xx", "4xx", "5xx"] },
  },
  docat_http_request_seconds: {
    type: "histogram",
    help: "From a request to the head of its answer: the response time.",
    labels: { function: ["v1", "extract"] },
    buckets: SECONDS,
  },
  docat_http_received_bytes_total: { type: "counter", help: "Bytes of bodies that came in, as their senders said." },
  docat_http_sent_bytes_total: { type: "counter", help: "Bytes of answers' bodies that were sent." },
  docat_rate_limited_requests_total: { type: "counter", help: "Requests that were refused with 429." },
  docat_jobs_accepted_total: {
    type: "counter",
    help: "Jobs that were made: to work, to follow another one, with a result that was there, or refused at once.",
    labels: { as: ["work", "follower", "cached", "refused"] },
  },
  docat_cache_lookups_total: {
    type: "counter",
    help: "Whether a job's result was there already.",
    labels: { result: ["hit", "miss"] },
  },
  docat_jobs_ended_total: {
    type: "counter",
    help: "Jobs that ended, by how, and by the code of their error; `followed`: as another job for the same document ended.",
    labels: { outcome: ["succeeded", "failed", "cancelled", "followed"], code: ["", ...Object.keys(ERROR_TABLE)] },
  },
  docat_job_wait_seconds: {
    type: "histogram",
    help: "From accepting a job to opening its document: the queue's wait.",
    buckets: WAITS,
  },
  docat_job_seconds: { type: "histogram", help: "From accepting a job to its end.", buckets: WAITS },
  docat_stage_deliveries_total: {
    type: "counter",
    help: "Attempts at stages, by what came of them.",
    labels: { stage: STAGES, outcome: ["done", "stale", "gone", "busy", "failed", "left", "swept", "error"] },
  },
  docat_stage_seconds: {
    type: "histogram",
    help: "How long an attempt at a stage took: the processing time.",
    labels: { stage: STAGES },
    buckets: SECONDS,
  },
  docat_redeliveries_total: { type: "counter", help: "Attempts that were not the first.", labels: { stage: STAGES } },
  docat_reaped_leases_total: {
    type: "counter",
    help: "Attempts that ended without a word, and whose work another one took over.",
    labels: { stage: STAGES },
  },
  docat_revived_jobs_total: { type: "counter", help: "Jobs that had stalled, and were owed their work anew." },
  docat_dead_letters_total: { type: "counter", help: "Messages that the broker gave up.", labels: { stage: STAGES } },
  docat_pages_total: { type: "counter", help: "Pages of jobs that succeeded, those with a cached result left out." },
  docat_webhook_deliveries_total: {
    type: "counter",
    help: "Attempts to deliver webhooks, by the class of the answer.",
    labels: { result: ["2xx", "3xx", "4xx", "5xx", "none"] },
  },
  docat_sink_deliveries_total: {
    type: "counter",
    help: "Attempts to deliver to sinks.",
    labels: { sink: ["s3", "nhost", "vector"], state: ["delivered", "pending", "failed"] },
  },
  docat_redis_requests_total: { type: "counter", help: "Requests to Redis." },
  docat_redis_commands_total: { type: "counter", help: "Commands in them; a script is one, whatever it runs." },
  docat_broker_messages_total: { type: "counter", help: "Messages that were handed to the broker." },
  docat_model_tokens_total: { type: "counter", help: "Tokens that calls to models took." },
  docat_jobs_at_work: { type: "gauge", help: "Jobs that have not ended: the queue's depth." },
  docat_owed_after_end: { type: "gauge", help: "What is still owed after jobs' ends: webhooks and sinks." },
  docat_active_accounts: { type: "gauge", help: "Accounts that did something today (UTC), about." },
  docat_signing_keys: {
    type: "gauge",
    help: "Different keys that the broker may sign with: two, so that they can be rolled.",
  },
  docat_signing_keys_age_seconds: { type: "gauge", help: "Since QSTASH_SIGNING_KEYS_SINCE, where that is set." },
  docat_store_keys: { type: "gauge", help: "Keys in Redis." },
  docat_store_used_bytes: { type: "gauge", help: "Memory that Redis uses, where it tells." },
  docat_store_limit_bytes: { type: "gauge", help: "What it may use, where it or STORE_LIMIT_MB tells." },
};
