/** What an engine tells of the file itself, besides its pages: what in it may do harm. */
import { z } from "zod";
import { findingSchema } from "./finding.ts";

/** Findings about the file that are told one by one. */
export const MAX_DOCUMENT_FINDINGS = 50;

export const documentSecuritySchema = z.object({
  findings: z.array(findingSchema).max(MAX_DOCUMENT_FINDINGS),
  /** Whether all of the file could be looked through. */
  complete: z.boolean(),
});
export type DocumentSecurity = z.infer<typeof documentSecuritySchema>;

/** Of a file in which nothing was found. */
export const NOTHING_FOUND: DocumentSecurity = { findings: [], complete: true };

/** Of a file that could not be looked through. */
export const NOT_LOOKED_THROUGH: DocumentSecurity = { findings: [], complete: false };
