/** Webhooks: endpoints of an account, events that they are told of, and the log of deliveries. */
import { z } from "zod";
import { MAX_DESCRIPTION_CHARS, MAX_ENDPOINT_URL_CHARS } from "../limits/webhooks.ts";

/** What an endpoint can ask to be told of. */
export const WEBHOOK_EVENTS = ["job.succeeded", "job.failed", "job.cancelled", "job.page_failed"] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];
/** How jobs end; what happens within one has to be asked for. */
export const USUAL_EVENTS = [
  "job.succeeded",
  "job.failed",
  "job.cancelled",
] as const satisfies readonly WebhookEventType[];
/** Sent on request only. */
export const TEST_EVENT = "webhook.test";
export const eventTypeSchema = z.enum([...WEBHOOK_EVENTS, TEST_EVENT]);
export type EventType = z.infer<typeof eventTypeSchema>;

/** Stands for the webhook that a job brought along itself. */
export const OWN_ENDPOINT = "own";
export const endpointIdSchema = z.string().regex(/^whe_[0-9a-f]{32}$/);
export const eventIdSchema = z.string().regex(/^evt_[0-9a-f]{32}$/);

const settings = {
  url: z.string().min(1).max(MAX_ENDPOINT_URL_CHARS),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length),
  description: z.string().max(MAX_DESCRIPTION_CHARS),
};

/** As Standard Webhooks write secrets: 24 to 64 bytes in base64. */
const secretSchema = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, "whsec_ and 24 to 64 random bytes as base64");

/** The webhook of one job. What is sent is signed with the secret, which is never shown again. */
export const jobWebhookSchema = z.strictObject({
  url: settings.url,
  secret: secretSchema,
  /** Without it: how the job ends. */
  events: settings.events.optional(),
});

export const newEndpointSchema = z.strictObject({
  url: settings.url,
  /** Without it: `USUAL_EVENTS`. */
  events: settings.events.optional(),
  description: settings.description.optional(),
});

export const endpointChangesSchema = z.strictObject({
  url: settings.url.optional(),
  events: settings.events.optional(),
  description: settings.description.optional(),
  /** Enabling forgets earlier failures. */
  enabled: z.boolean().optional(),
});

export const DISABLED_REASONS = ["owner", "failing", "gone"] as const;

export const endpointSchema = z.object({
  id: endpointIdSchema,
  ...settings,
  enabled: z.boolean(),
  /** `failing`: every attempt failed for five days; `gone`: it answered 410. Null while it is enabled. */
  disabled_reason: z.enum(DISABLED_REASONS).nullable(),
  /** Since when every attempt has failed. */
  failing_since: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** The only answers in which the secret stands: when it was made. */
export const endpointWithSecretSchema = endpointSchema.extend({ secret: z.string() });
