/** What was found in a page's text and in a whole document, in bounded form, and what was taken out of the text. */
import { z } from "zod";
import { findingCountsSchema, findingSchema } from "./finding.ts";
import { securityPolicySchema } from "./security-policy.ts";

/** Findings of one page, and of a document, that are told one by one; all of them are counted. */
export const MAX_PAGE_FINDINGS = 8;
export const MAX_FINDINGS = 100;

/** Characters that no reader sees, or that only change the order in which others are shown. */
export const REMOVED_KINDS = [
  "control",
  "surrogate",
  "bidi",
  "tag",
  "variation_selector",
  "zero_width",
  "blank",
] as const;
export type RemovedKind = (typeof REMOVED_KINDS)[number];

/** How many characters were taken out of the text, by kind; of a surrogate that stood alone: replaced by U+FFFD. */
export const removedCountsSchema = z.partialRecord(z.enum(REMOVED_KINDS), z.int().positive());
export type RemovedCounts = z.infer<typeof removedCountsSchema>;

/** Of one page. */
export const pageSecuritySchema = z.object({
  /** The gravest, in reading order. */
  findings: z.array(findingSchema).max(MAX_PAGE_FINDINGS),
  counts: findingCountsSchema,
  removed: removedCountsSchema,
});
export type PageSecurity = z.infer<typeof pageSecuritySchema>;

/** Of a document. */
export const securityReportSchema = z.object({
  /** The gravest, by pages and in reading order; those about the whole document come first. */
  findings: z.array(findingSchema).max(MAX_FINDINGS),
  counts: findingCountsSchema,
  /** Whether `findings` are all that there are. */
  complete: z.boolean(),
  removed: removedCountsSchema,
  /** What the job's options ask for; kinds that it does not name are flagged, and it names none that are. */
  policy: securityPolicySchema,
});
export type SecurityReport = z.infer<typeof securityReportSchema>;

export const NO_FINDINGS: SecurityReport = { findings: [], counts: {}, complete: true, removed: {}, policy: {} };
