/** What a stream tells of a job, event by event. */
import { z } from "zod";
import { jobStatusSchema } from "./job.ts";
import { problemSchema } from "./problem.ts";

/** The id of the last event: whoever has it needs no stream. */
export const LAST_EVENT_ID = "end";

export const jobEventSchema = z.discriminatedUnion("event", [
  /** The job is there. */
  z.object({ event: z.literal("queued"), data: z.object({ job: z.string(), created_at: z.iso.datetime() }) }),
  /** The document has been opened, and its pages are counted. */
  z.object({ event: z.literal("planned"), data: z.object({ job: z.string(), pages_total: z.int() }) }),
  /** These pages can be read now. */
  z.object({
    event: z.literal("pages"),
    data: z.object({
      job: z.string(),
      /** Numbers and spans, as in the option `pages`. */
      pages: z.string(),
      pages_done: z.int(),
      pages_total: z.int(),
      /** In the newest event only. */
      seconds_left: z.int().optional(),
    }),
  }),
  /** All pages are read, and the document is settled. */
  z.object({ event: z.literal("assembling"), data: z.object({ job: z.string(), pages_total: z.int() }) }),
  z.object({
    event: z.literal("end"),
    data: z.object({
      job: z.string(),
      status: jobStatusSchema,
      finished_at: z.iso.datetime().nullable(),
      error: problemSchema.nullable(),
      links: z.object({ self: z.string(), result: z.string().nullable() }),
    }),
  }),
]);
export type JobEvent = z.infer<typeof jobEventSchema> & { readonly id: string };
