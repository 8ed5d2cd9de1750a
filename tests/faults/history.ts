/** What callers did and what they heard: the story that the invariants judge. */
import type { ResultFormat } from "../../lib/contracts/result.ts";
import type { DocumentSpec } from "./documents.ts";
import type { Answer } from "./invocation.ts";
import type { Tenant } from "./world.ts";

export interface HistoryEntry {
  readonly actor: string;
  readonly tenant: Tenant;
  readonly operation: "upload" | "status" | "result" | "cancel" | "delete";
  /** Null as long as the caller does not know it. */
  readonly jobId: string | null;
  readonly document: DocumentSpec | null;
  readonly format: ResultFormat | null;
  /** Whether it was asked for in the other language. */
  readonly translated: boolean;
  /** Null when the caller heard nothing. */
  readonly answer: Answer | null;
}

/** Jobs that were promised: their callers heard 202. */
export function acceptedJobs(history: readonly HistoryEntry[]): HistoryEntry[] {
  return history.filter(({ operation, answer }) => operation === "upload" && answer?.status === 202);
}

/** Whether the caller heard that this was done. */
export function wasAcknowledged(
  history: readonly HistoryEntry[],
  operation: HistoryEntry["operation"],
  jobId: string | null,
): boolean {
  return history.some(
    (entry) => entry.operation === operation && entry.jobId === jobId && entry.answer?.status === 200,
  );
}

export function jsonOf(answer: Answer | null): Readonly<Record<string, unknown>> {
  return JSON.parse(answer?.text || "{}") as Readonly<Record<string, unknown>>;
}
