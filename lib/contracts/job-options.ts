/** What a caller may ask of a job. Unknown names are refused, so that a typo is not silently ignored. */
import { z } from "zod";
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
  /** The result in another language besides. */
  translate: translateOptionsSchema.optional(),
  /** Vectors for the chunks of the result. */
  embed: embedOptionsSchema.optional(),
});

export type JobOptions = z.infer<typeof jobOptionsSchema>;

/** One text for all options that ask for the same. */
export function canonicalOptions({ pages, engine = DEFAULT_ENGINE, security, ...rest }: JobOptions): string {
  const options = {
    ...rest,
    pages: pages === undefined ? undefined : canonicalPages(pages),
    engine: engine === DEFAULT_ENGINE ? undefined : engine,
    security: canonicalPolicy(security),
  };
  return JSON.stringify(Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))));
}
