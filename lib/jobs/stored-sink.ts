/** A delivery to a sink as the store holds it. */
import { z } from "zod";
import { sinkNameSchema } from "../contracts/sink.ts";

export const storedSinkSchema = z.object({
  name: sinkNameSchema,
  state: z.enum(["pending", "delivered", "failed"]),
  /** Attempts that have ended. */
  attempts: z.int().nonnegative(),
  /** Of those, how many came before it was asked for once more, or only stopped for want of time. */
  base: z.int().nonnegative(),
  /** Steps that are done. */
  done: z.int().nonnegative(),
  error: z.string().nullable(),
  /** When the last attempt ended; 0 for none. */
  at: z.int().nonnegative(),
});
export type StoredSink = z.infer<typeof storedSinkSchema>;
