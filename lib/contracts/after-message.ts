/** What is owed after a job's end, as it travels through the queue and as the store keeps it until it has been done. */
import { z } from "zod";
import { jobIdSchema } from "./job-id.ts";
import { sinkNameSchema } from "./sink.ts";
import { endpointIdSchema, eventIdSchema, OWN_ENDPOINT } from "./webhook.ts";

/** A name of the account that tells nothing of it. */
const account = z.string().regex(/^[0-9a-f]{32}$/);

const envelope = {
  v: z.literal(1),
  /** When it was found to be overdue, in seconds: it is published anew under another deduplication id then, and is the same message. */
  resend: z.int().nonnegative().optional(),
};

/** A job has ended, and whoever is to be told of it is to be told. */
export const notifyMessageSchema = z.object({
  ...envelope,
  kind: z.literal("notify"),
  job_id: jobIdSchema,
  account: account.optional(),
});
export type NotifyMessage = z.infer<typeof notifyMessageSchema>;

/** The message that tells of a job's end, where somebody is to be told and that is still owed. It is not part of what the job itself owes. */
export interface Told {
  readonly notice?: NotifyMessage;
}

/** An event is to be delivered once more, or for the first time, to an endpoint of the account. */
const deliverMessageSchema = z.object({
  ...envelope,
  kind: z.literal("deliver"),
  account,
  event: eventIdSchema,
  endpoint: z.union([endpointIdSchema, z.literal(OWN_ENDPOINT)]),
  attempt: z.int().positive(),
});
export type DeliverMessage = z.infer<typeof deliverMessageSchema>;

/** A result is to be delivered to a sink, or the delivery goes on. */
const sinkMessageSchema = z.object({
  ...envelope,
  kind: z.literal("sink"),
  account,
  job_id: jobIdSchema,
  sink: sinkNameSchema,
  attempt: z.int().positive(),
});
export type SinkMessage = z.infer<typeof sinkMessageSchema>;

/** All kinds; each way out adds its own here, and its handling to the stage. */
export const afterMessageSchema = z.discriminatedUnion("kind", [
  notifyMessageSchema,
  deliverMessageSchema,
  sinkMessageSchema,
]);
export type AfterMessage = z.infer<typeof afterMessageSchema>;

/** The message as the store keeps it: the same text, however often it was published. Scripts write it to the letter. */
export function afterName(message: AfterMessage): string {
  const { resend: _, ...rest } = afterMessageSchema.parse(message);
  return JSON.stringify(rest);
}

/** Under which the broker knows the message, so that publishing it twice delivers it once. */
export function afterDeduplicationId(message: AfterMessage): string {
  const { resend } = message;
  return `${nameOf(message)}${resend === undefined ? "" : `-r${resend}`}`;
}

function nameOf(message: AfterMessage): string {
  if (message.kind === "notify") return `${message.job_id}-notify`;
  if (message.kind === "sink") return `${message.job_id}-${message.sink}-${message.attempt}`;
  return `${message.event}-${message.endpoint}-${message.attempt}`;
}
