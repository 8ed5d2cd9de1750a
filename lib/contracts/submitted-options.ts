/** What a caller sends beside a document: the options of its job, which are shown again, and what is not an option of reading. */
import { z } from "zod";
import { type JobOptions, jobOptionsSchema } from "./job-options.ts";
import { wantedSinksSchema } from "./sink.ts";
import { jobWebhookSchema } from "./webhook.ts";

export const MAX_PASSWORD_CHARS = 127;

/** Where uploads come from, as their senders say. */
export const UPLOAD_DEVICES = ["web", "mobile", "api"] as const;

export const senderSchema = z.object({
  upload_device: z.enum(UPLOAD_DEVICES).optional(),
  /** Whoever the caller acts for. */
  user_id: z.uuid().optional(),
});
export type Sender = z.infer<typeof senderSchema>;

/** What goes with the document wherever it goes, sealed as it is. */
export const enclosuresSchema = senderSchema.extend({
  /** Opens an encrypted document. Never shown. */
  password: z.string().min(1).max(MAX_PASSWORD_CHARS).optional(),
  /** Is told how the job ends. Never shown. */
  webhook: jobWebhookSchema.optional(),
  /** Where the result is delivered besides. */
  sinks: wantedSinksSchema.optional(),
});
export type Enclosures = z.infer<typeof enclosuresSchema>;

/** Unknown names are refused, as those of options are. */
export const submittedOptionsSchema = z.strictObject({ ...jobOptionsSchema.shape, ...enclosuresSchema.shape });
export type SubmittedOptions = z.infer<typeof submittedOptionsSchema>;

export interface Wishes {
  readonly options: JobOptions;
  readonly enclosures: Enclosures;
}

export const NO_WISHES: Wishes = { options: {}, enclosures: {} };

/** Takes apart what is shown again and what is not. */
export function partWishes({ password, webhook, sinks, upload_device, user_id, ...options }: SubmittedOptions): Wishes {
  const enclosures = {
    ...(password === undefined ? {} : { password }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(sinks === undefined ? {} : { sinks }),
    ...(upload_device === undefined ? {} : { upload_device }),
    ...(user_id === undefined ? {} : { user_id }),
  };
  return { options, enclosures };
}
