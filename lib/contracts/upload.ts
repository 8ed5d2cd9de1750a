/** An upload in parts, as its owner sees it. */
import { z } from "zod";
import { MAX_FILE_NAME_CHARS } from "../limits/limits.ts";

export const uploadIdSchema = z.string().regex(/^upl_[0-9a-f]{32}$/);

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/i)
  .transform((hash) => hash.toLowerCase());

/** What the caller is about to send. */
export const newUploadSchema = z.strictObject({
  name: z
    .string()
    .max(4 * MAX_FILE_NAME_CHARS)
    .nullish(),
  size_bytes: z.int().positive(),
  /** When the caller knows it: a file that is known needs no bytes, and what comes is held against it. */
  sha256: sha256Schema.optional(),
  /** Which way its parts take: `api`, or `store`, past us, where one is configured; by that, unless the caller says so. */
  via: z.enum(["api", "store"]).optional(),
});
export type NewUpload = z.infer<typeof newUploadSchema>;

export const uploadSchema = z.object({
  id: uploadIdSchema,
  /** `checking` while its bytes are read once more; parts are taken while it is `open`. */
  status: z.enum(["open", "checking", "complete"]),
  name: z.string().nullable(),
  size_bytes: z.int().positive(),
  /** What the caller said it would be, and once it is complete what it is. */
  sha256: z.string().nullable(),
  /** Which way its parts take: `PUT` to `links.parts`, or to the URLs of `part_urls`. */
  via: z.enum(["api", "store"]),
  /** Every part has this many bytes, but for the last. */
  part_bytes: z.int().positive(),
  parts_total: z.int().nonnegative(),
  /** Numbers from 1, ascending. */
  parts_missing: z.array(z.int().positive()),
  /** Where to `PUT` each missing part, as it is and without a key; good for an hour, and new with every `GET`. */
  part_urls: z.array(z.object({ number: z.int().positive(), url: z.url() })).optional(),
  created_at: z.iso.datetime(),
  /** Until when it is kept; every part renews it. */
  expires_at: z.iso.datetime(),
  links: z.object({ self: z.string(), parts: z.string(), complete: z.string() }),
});
export type UploadView = z.infer<typeof uploadSchema>;
