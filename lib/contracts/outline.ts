/** What a document says of its own parts: its outline, and the files inside it. */
import { z } from "zod";
import { warningSchema } from "./warning.ts";

/** Bounds on what is told of one document; what is beyond them is left out with a warning. */
export const MAX_OUTLINE_ENTRIES = 2_000;
export const MAX_OUTLINE_TITLE_CHARS = 300;
export const MAX_ATTACHMENTS = 200;
export const MAX_ATTACHMENT_NAME_CHARS = 255;
/** All titles together, and all names of attachments. */
export const MAX_NAVIGATION_CHARS = 100_000;

export const outlineEntrySchema = z.object({
  title: z.string().max(MAX_OUTLINE_TITLE_CHARS),
  /** 1 for the outermost. */
  level: z.int().positive(),
  /** 1-based; null when it leads nowhere in the document. */
  page: z.int().positive().nullable(),
});
export type OutlineEntry = z.infer<typeof outlineEntrySchema>;

/** A file inside the document. It is named and measured, never opened. The name is data: it may hold any characters but control characters. */
export const attachmentSchema = z.object({
  name: z.string().max(MAX_ATTACHMENT_NAME_CHARS),
  size_bytes: z.int().nonnegative().nullable(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** What a document holds besides its pages. */
export const documentPartsSchema = z.object({
  /** In its own order, each entry before those below it. */
  outline: z.array(outlineEntrySchema).max(MAX_OUTLINE_ENTRIES),
  attachments: z.array(attachmentSchema).max(MAX_ATTACHMENTS),
});
export type DocumentParts = z.infer<typeof documentPartsSchema>;

/** Of a document that has neither, or whose engine does not tell. */
export const NO_PARTS: DocumentParts = { outline: [], attachments: [] };

/** The same as an engine tells it. */
export const documentNavigationSchema = documentPartsSchema.extend({
  /** `navigation_incomplete` when something was left out. */
  warnings: z.array(warningSchema),
});
export type DocumentNavigation = z.infer<typeof documentNavigationSchema>;

export const NO_NAVIGATION: DocumentNavigation = { ...NO_PARTS, warnings: [] };
