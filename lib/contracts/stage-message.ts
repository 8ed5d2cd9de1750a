/** What travels through the queue: an envelope and one of a few kinds. It carries ids only, never a document's content. */
import { z } from "zod";
import { jobIdSchema } from "./job.ts";
import { pageRangeSchema, rangeName } from "./page-range.ts";

const envelope = {
  v: z.literal(1),
  job_id: jobIdSchema,
  /** The job's epoch when the message was written; an older one is stale. */
  epoch: z.int().nonnegative(),
  /**
   * How often the job had stalled when the message was written. It makes a message that the broker took and lost another
   * one to the broker's deduplication, and changes nothing else.
   */
  resend: z.int().nonnegative(),
};

export const stageMessageSchema = z.discriminatedUnion("kind", [
  z.object({ ...envelope, kind: z.literal("plan") }),
  z.object({ ...envelope, kind: z.literal("extract"), range: pageRangeSchema }),
  z.object({ ...envelope, kind: z.literal("assemble") }),
]);

export type StageMessage = z.infer<typeof stageMessageSchema>;
export type StageKind = StageMessage["kind"];
export type MessageOf<K extends StageKind> = Extract<StageMessage, { kind: K }>;

/** The message's name inside its job: its field in the outbox. The scripts write the same names. */
export function messageName(message: StageMessage): string {
  const tail = message.kind === "extract" ? `-${rangeName(message.range)}` : "";
  return `${message.kind}-${message.epoch}${tail}`;
}

/** Tells the broker's deduplication two messages apart: the same until the job has stalled and is owed its work anew. */
export function deduplicationId(message: StageMessage): string {
  return `${message.job_id}-${messageName(message)}-${message.resend}`;
}

/** What QStash posts to a failure callback; only what is read here. */
export const failureCallbackSchema = z.object({
  status: z.int().optional(),
  retried: z.int().optional(),
  sourceMessageId: z.string(),
  /** Base64 of the message that could not be delivered. */
  sourceBody: z.string(),
});
