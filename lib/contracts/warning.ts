/** What a reader should know of a result that is otherwise good. */
import { z } from "zod";

export const WARNING_CODES = [
  "page_without_text",
  "page_failed",
  "page_too_complex",
  "page_incomplete",
  "text_undecodable",
  "character_map_missing",
  "font_unreadable",
  "document_truncated",
  "document_repaired",
] as const;

export const warningSchema = z.object({
  code: z.enum(WARNING_CODES),
  message: z.string(),
  /** 1-based; absent when the warning is about the whole document. */
  page: z.int().positive().optional(),
});

export type Warning = z.infer<typeof warningSchema>;
