/**
 * The words of the two older APIs, and ours: the one place where one is told in the other. `/api/v1/pdf/…` speaks of tasks, `/extract/async` and
 * `/job/{id}` of jobs; docs/older-apis.md has both.
 */
import type { EngineChoice } from "../contracts/engine-choice.ts";
import type { Problem } from "../contracts/problem.ts";
import type { LogEntry } from "../contracts/processing-log.ts";
import type { SinkName } from "../contracts/sink.ts";
import { type Sender, senderSchema } from "../contracts/submitted-options.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import type { JobState } from "../jobs/job-state.ts";

export const TASK_STATUSES = ["PENDING", "PROCESSING", "SUCCESS", "FAILURE", "NOT_FOUND"] as const;
type TaskStatus = (typeof TASK_STATUSES)[number];

export const OLDER_JOB_STATUSES = ["processing", "completed", "failed"] as const;
type OlderJobStatus = (typeof OLDER_JOB_STATUSES)[number];

export function taskStatusOf(state: JobState): TaskStatus {
  if (state === "queued") return "PENDING";
  if (state === "succeeded") return "SUCCESS";
  return state === "failed" || state === "cancelled" ? "FAILURE" : "PROCESSING";
}

/** A job that is to be in Nhost is complete when it is there, or will not get there. */
export function olderJobStatusOf({ state, source, sinks = [] }: JobRecord): OlderJobStatus {
  if (state === "failed" || state === "cancelled") return "failed";
  const nhost = sinks.find(({ name }) => name === "nhost")?.state ?? "pending";
  const isUnderWay = source.sinks?.includes("nhost") === true && nhost === "pending";
  return state === "succeeded" && !isUnderWay ? "completed" : "processing";
}

/** Names of engines that the older service had or its frontends send, and what reads in their place. */
const ENGINES: Readonly<Record<string, EngineChoice>> = {
  auto: "auto",
  default: "auto",
  pdfium: "pdfium",
  pypdfium2: "pdfium",
  pymupdf: "pdfium",
  pymupdf4llm: "pdfium",
  fitz: "pdfium",
  fast: "pdfium",
  pdfjs: "pdfjs",
  "pdf.js": "pdfjs",
  unpdf: "pdfjs",
};

const MAX_NAME_CHARS = 40;

export interface ChosenEngine {
  readonly engine: EngineChoice;
  /** What is said of a name that there is no engine of; empty otherwise. */
  readonly note: string;
}

/** Any other name is read by `auto`, and that is said: what an older service could read must not be refused for its name. */
export function engineOf(name: string | null): ChosenEngine {
  const asked = (name ?? "").trim().toLowerCase();
  const engine = asked === "" ? "auto" : ENGINES[asked];
  if (engine !== undefined) return { engine, note: "" };
  const shown = [...asked].slice(0, MAX_NAME_CHARS).join("");
  return { engine: "auto", note: ` There is no engine "${shown}" here; it is read by "auto".` };
}

export interface ToldSender {
  readonly sender: Sender;
  readonly sinks: readonly SinkName[];
  /** What of it is not used. */
  readonly notes: readonly string[];
}

/** Who sent it, as far as we keep that, where it goes besides, and what is said of the rest. */
export function senderOf(
  fields: Readonly<Record<string, string | null>>,
  sinks: Pick<Set<SinkName>, "has">,
): ToldSender {
  const notes: string[] = [];
  const sender: Record<string, string> = {};
  for (const [name, schema] of Object.entries(senderSchema.shape)) {
    const value = fields[name] ?? "";
    if (value === "") continue;
    if (schema.safeParse(value).success) sender[name] = value;
    else notes.push(`${name} is not kept: it is none that is known here.`);
  }
  const toNhost = /^(?:true|1|yes|on)$/i.test(fields.send_to_nhost ?? "");
  if (toNhost && !sinks.has("nhost")) {
    notes.push("send_to_nhost is ignored: Nhost is not set up here. Fetch the result from this service.");
  }
  return { sender: senderSchema.parse(sender), sinks: toNhost && sinks.has("nhost") ? ["nhost"] : [], notes };
}

/** One sentence or two, as the older services told errors. */
export function errorTextOf({ title, detail }: Pick<Problem, "title" | "detail">): string {
  return detail === undefined ? title : `${title} ${detail}`;
}

/** Why a job has no result; null for one that may have one. */
export function failureOf({ state, error }: JobRecord): string | null {
  if (state === "cancelled") return "The job was cancelled.";
  return error === null ? null : errorTextOf(error);
}

const timeOf = (time: number | null) => (time === null ? null : new Date(time).toISOString());

/** When it was sent, when work on it began, and when it ended: as they were, whoever asks and how often. */
export function taskTimesOf({ created_at, started_at, finished_at }: JobRecord) {
  return { created_at: timeOf(created_at), started_at: timeOf(started_at), completed_at: timeOf(finished_at) };
}

export function logLineOf(entry: LogEntry) {
  return {
    task_id: entry.id,
    status: taskStatusOf(entry.status),
    file_name: entry.name,
    engine: entry.engine,
    pages: entry.pages,
    cached: entry.cached,
    created_at: entry.created_at,
    completed_at: entry.finished_at,
    duration_ms: entry.duration_ms,
    error: entry.error_code,
  };
}
