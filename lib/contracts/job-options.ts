/** What a caller may ask of a job. Unknown names are refused, so that a typo is not silently ignored. */
import { z } from "zod";
import { chunkOptionsSchema } from "./chunk-options.ts";
import { DEFAULT_ENGINE, engineChoiceSchema } from "./engine-choice.ts";
import { embedOptionsSchema, translateOptionsSchema } from "./enrich-options.ts";
import { canonicalPages, pageSelectionSchema } from "./page-selection.ts";
import { canonicalPolicy, securityPolicySchema } from "./security-policy.ts";

export const jobOptionsSchema = z.strictObject({
  /** Which pages to read; all without it. */
  pages: pageSelectionSchema.optional(),
  /** What reads them. `auto` is the default: the fast engine, and the other one for what it cannot read well. */
  engine: engineChoiceSchema.optional(),
  /** What is done about what is found in the document, by its kind. */
  security: securityPolicySchema.optional(),
  /** How the result is cut when it is read as chunks. It has no part in what is read. */
  chunks: chunkOptionsSchema.optional(),
  /** The result in another language besides. */
  translate: translateOptionsSchema.optional(),
  /** Vectors for the chunks of the result. */
  embed: embedOptionsSchema.optional(),
});

export type JobOptions = z.infer<typeof jobOptionsSchema>;

/** One text for all options that ask for the same result. */
export function canonicalOptions({ pages, engine = DEFAULT_ENGINE, security, chunks, ...rest }: JobOptions): string {
  const options = {
    ...rest,
    pages: pages === undefined ? undefined : canonicalPages(pages),
    engine: engine === DEFAULT_ENGINE ? undefined : engine,
    security: canonicalPolicy(security),
    // Vectors are of chunks; all else is the same however it is cut.
    chunks: rest.embed === undefined ? undefined : chunks,
  };
  return JSON.stringify(Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))));
}
