/** The log of deliveries: what an endpoint was sent, and what it answered. */
import { z } from "zod";
import { jobIdSchema } from "./job-id.ts";
import { endpointIdSchema, eventIdSchema, eventTypeSchema } from "./webhook.ts";

export const attemptSchema = z.object({
  at: z.iso.datetime(),
  duration_ms: z.int().nonnegative(),
  /** Null when no answer came. */
  status: z.int().nullable(),
  /** Why none came. */
  error: z.string().nullable(),
  /** The first bytes of the answer, as text. */
  answer: z.string(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const deliverySchema = z.object({
  /** The event's id: the same at every attempt, and at every endpoint. Receivers see it as `webhook-id`. */
  event: eventIdSchema,
  type: eventTypeSchema,
  /** Or the job, where it was its own webhook. */
  endpoint: z.union([endpointIdSchema, jobIdSchema]),
  job: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  created_at: z.iso.datetime(),
  next_attempt_at: z.iso.datetime().nullable(),
  attempts: z.array(attemptSchema),
});
export type Delivery = z.infer<typeof deliverySchema>;
