/** Sinks: places to which a deployment delivers results besides, and how a delivery stands. */
import { z } from "zod";

export const SINK_NAMES = ["s3", "nhost", "vector"] as const;
export const sinkNameSchema = z.enum(SINK_NAMES);
export type SinkName = z.infer<typeof sinkNameSchema>;

/** Which of them a job's result is delivered to. */
export const wantedSinksSchema = z
  .array(sinkNameSchema)
  .min(1)
  .max(SINK_NAMES.length)
  .refine((names) => new Set(names).size === names.length, "each once");

/** `skipped`: the job has no result. */
export const SINK_STATES = ["pending", "delivered", "failed", "skipped"] as const;

export const sinkDeliverySchema = z.object({
  name: sinkNameSchema,
  state: z.enum(SINK_STATES),
  attempts: z.int().nonnegative(),
  /** Why the last attempt failed; null where it did not. */
  error: z.string().nullable(),
  /** When the last attempt ended. */
  at: z.iso.datetime().nullable(),
});
export type SinkDelivery = z.infer<typeof sinkDeliverySchema>;
