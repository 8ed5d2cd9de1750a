/** What a reader should know of a result that is otherwise good. */
import { z } from "zod";

export const WARNING_CODES = [
  "page_without_text",
  "page_failed",
  "page_too_complex",
  "page_incomplete",
  "page_reread",
  "text_undecodable",
  "text_outside_page",
  "character_map_missing",
  "font_unreadable",
  "document_truncated",
  "document_repaired",
  "navigation_incomplete",
  "block_untranslated",
  "chunk_without_vector",
] as const;

/** Names of fonts come from the file: few and short ones go into a result. */
export const MAX_FONTS_TOLD = 32;
export const MAX_FONT_NAME_CHARS = 127;

export const warningSchema = z.object({
  code: z.enum(WARNING_CODES),
  message: z.string(),
  /** 1-based; absent when the warning is about the whole document. */
  page: z.int().positive().optional(),
  /** How many characters it is about, where they were counted. */
  characters: z.int().positive().optional(),
  /** The fonts that it is about, by the names that the file gives them, where they are known. For the receipt; no result's warning has it. */
  fonts: z.array(z.string().max(MAX_FONT_NAME_CHARS)).max(MAX_FONTS_TOLD).optional(),
});

export type Warning = z.infer<typeof warningSchema>;
export type WarningCode = Warning["code"];

/**
 * What a warning means for its page in the receipt: that it failed, that a part of it is missing, that some of its text
 * could not be decoded. Null: nothing that the receipt does not know otherwise.
 */
export const PAGE_MARKS: Readonly<Record<WarningCode, "failed" | "truncated" | "undecodable" | null>> = {
  page_without_text: null,
  page_failed: "failed",
  page_too_complex: "failed",
  page_incomplete: "truncated",
  page_reread: null,
  text_undecodable: "undecodable",
  text_outside_page: null,
  character_map_missing: null,
  font_unreadable: null,
  document_truncated: null,
  document_repaired: null,
  navigation_incomplete: null,
  block_untranslated: null,
  chunk_without_vector: null,
};
