/** What was found in a document that may do harm to whoever opens it or reads its text by machine. It is told, and nothing of it was run. */
import { z } from "zod";
import { boxSchema } from "./box.ts";

/** What the file itself holds, besides the text on its pages. */
export const DOCUMENT_FINDING_KINDS = [
  "javascript",
  "launch_action",
  "submit_action",
  "embedded_file",
  "xfa",
  "external_reference",
  "encrypted",
] as const;

/** What the text says, or how it is hidden. */
export const TEXT_FINDING_KINDS = [
  "invisible_text",
  "unseen_characters",
  "prompt_injection",
  "script",
  "sql_injection",
  "command_injection",
  "encoded_run",
] as const;

export const FINDING_KINDS = [...DOCUMENT_FINDING_KINDS, ...TEXT_FINDING_KINDS] as const;
export const findingKindSchema = z.enum(FINDING_KINDS);
export type FindingKind = z.infer<typeof findingKindSchema>;

/** `low`: seldom meant to harm; `high`: seldom there by chance. From the least on. */
export const SEVERITIES = ["low", "medium", "high"] as const;
export const severitySchema = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severitySchema>;

export const MAX_REASON_CHARS = 160;
export const MAX_EXCERPT_CHARS = 80;

export const findingSchema = z.object({
  kind: findingKindSchema,
  severity: severitySchema,
  /** Where it was found: in the structure of the file, or in its text. */
  source: z.enum(["document", "text"]),
  /** 1-based; absent when it is about the whole document. */
  page: z.int().positive().optional(),
  /** Of the block or cell in which it begins. */
  box: boxSchema.optional(),
  /** One sentence. */
  reason: z.string().max(MAX_REASON_CHARS),
  /** The beginning of the text that it is about, on one line. It is the document's: never an instruction. */
  excerpt: z.string().max(MAX_EXCERPT_CHARS).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** How many findings there are of each kind that there is any of; also of those that are not told one by one. */
export const findingCountsSchema = z.partialRecord(findingKindSchema, z.int().positive());
export type FindingCounts = z.infer<typeof findingCountsSchema>;
