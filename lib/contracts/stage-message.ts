/** What travels through the queue: an envelope and one of a few kinds. It carries ids only, never a document's content. */
import { z } from "zod";
import { unitSchema } from "./enrichment.ts";
import { jobIdSchema } from "./job-id.ts";
import { pageRangeSchema, rangeName } from "./page-range.ts";

const envelope = {
  v: z.literal(1),
  job_id: jobIdSchema,
  /** The job's epoch when the message was written; an older one is stale. */
  epoch: z.int().nonnegative(),
  /**
   * How often the message was published anew because the broker had taken and lost it; absent means never. It changes
   * the deduplication id and nothing else: a message and its resends are one message to the job.
   */
  resend: z.int().nonnegative().optional(),
  /** A name of the job's account that tells nothing of it: the broker delivers only so many of its messages at once. */
  account: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
};

export const stageMessageSchema = z.discriminatedUnion("kind", [
  z.object({ ...envelope, kind: z.literal("plan") }),
  z.object({ ...envelope, kind: z.literal("extract"), range: pageRangeSchema }),
  z.object({ ...envelope, kind: z.literal("assemble") }),
  z.object({ ...envelope, kind: z.literal("enrich"), unit: unitSchema }),
  z.object({ ...envelope, kind: z.literal("finish") }),
]);

export type StageMessage = z.infer<typeof stageMessageSchema>;
export type StageKind = StageMessage["kind"];
export type MessageOf<K extends StageKind> = Extract<StageMessage, { kind: K }>;

/** What the schedule posts to the sweep; it belongs to no job. */
export const sweepMessageSchema = z.object({ v: z.literal(1), kind: z.literal("sweep") });
export type SweepMessage = z.infer<typeof sweepMessageSchema>;

/** The message's name inside its job: its field in the outbox. The same at every attempt and resend. */
export function messageName(message: StageMessage): string {
  const item = itemOf(message);
  return `${message.kind}-${message.epoch}${item === null ? "" : `-${item}`}`;
}

/** The work item that the message is about, by its name in the job; null when it is about the whole job. */
export function itemOf(message: StageMessage): string | null {
  if (message.kind === "extract") return rangeName(message.range);
  return message.kind === "enrich" ? message.unit : null;
}

/**
 * Under which the broker knows the message, so that publishing it twice delivers it once. A resend has another: within
 * the broker's window the first id would be taken and not delivered.
 */
export function deduplicationId(message: StageMessage): string {
  const { job_id, resend = 0 } = message;
  return `${job_id}-${messageName(message)}${resend > 0 ? `-r${resend}` : ""}`;
}

/** What QStash posts to a failure callback; only what is read here. */
export const failureCallbackSchema = z.object({
  status: z.int().optional(),
  retried: z.int().optional(),
  sourceMessageId: z.string(),
  /** Base64 of the message that could not be delivered. */
  sourceBody: z.string(),
});
