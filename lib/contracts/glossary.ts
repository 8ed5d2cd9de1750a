/** Glossaries: how an account's terms are to be translated. What is kept of one, what may be asked of it, and the port to their memory. */
import { z } from "zod";
import {
  MAX_GLOSSARY_DESCRIPTION_CHARS,
  MAX_GLOSSARY_NAME_CHARS,
  MAX_GLOSSARY_TERM_CHARS,
  MAX_GLOSSARY_TERMS,
} from "../limits/glossary-limits.ts";
import { languageSchema } from "./enrich-options.ts";
import type { GlossaryTerm } from "./translator.ts";

const lineOf = (maxChars: number) =>
  z
    .string()
    .trim()
    .normalize("NFC")
    .min(1)
    .max(maxChars)
    .refine((text) => !/\p{Cc}/u.test(text), "Without control characters.");
const side = lineOf(MAX_GLOSSARY_TERM_CHARS);

export const glossaryTermSchema = z.strictObject({ source: side, target: side });
const terms = z.array(glossaryTermSchema).max(MAX_GLOSSARY_TERMS);

const settings = {
  name: lineOf(MAX_GLOSSARY_NAME_CHARS),
  description: z.string().max(MAX_GLOSSARY_DESCRIPTION_CHARS),
  source_language: languageSchema,
  target_language: languageSchema,
};

export const newGlossarySchema = z.strictObject({
  ...settings,
  description: settings.description.default(""),
  terms: terms.default([]),
});
export type NewGlossary = z.infer<typeof newGlossarySchema>;

/** What is not named stays as it is. */
export const glossaryChangeSchema = z.strictObject({ ...settings, terms }).partial();
export type GlossaryChange = z.infer<typeof glossaryChangeSchema>;

/** Whether terms take the place of those that are there, or come beside them. */
export const importModeSchema = z.enum(["replace", "merge"]);
export type ImportMode = z.infer<typeof importModeSchema>;

/** What is kept of a glossary besides its terms. */
export const glossaryAboutSchema = z.object({
  name: z.string(),
  description: z.string(),
  source_language: z.string(),
  target_language: z.string(),
  term_count: z.int(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type GlossaryAbout = z.infer<typeof glossaryAboutSchema>;

export const glossarySummarySchema = z.object({
  id: z.string(),
  /** Grows with each change. A job keeps the version that it was made with. */
  version: z.int(),
  ...glossaryAboutSchema.shape,
});
export const glossaryListSchema = z.object({ glossaries: z.array(glossarySummarySchema) });
export const glossarySchema = glossarySummarySchema.extend({
  terms: z.array(z.object({ source: z.string(), target: z.string() })),
});

export interface GlossaryHead {
  readonly id: string;
  readonly version: number;
  readonly about: GlossaryAbout;
}

export interface StoredGlossary extends GlossaryHead {
  readonly terms: readonly GlossaryTerm[];
}

/** The port to the glossaries' memory. Another account's glossary is as unknown as one that never was. All methods throw `store_unavailable`. */
export interface GlossaryStore {
  list(tenant: string): Promise<readonly GlossaryHead[]>;
  read(tenant: string, id: string): Promise<StoredGlossary | null>;
  /**
   * Makes the version after `seen`; 0 makes the glossary. `changed`: it has another version by now. `full`: the account has all that it may have.
   * The terms that a job was made with live on for as long as jobs may.
   */
  write(
    tenant: string,
    seen: number,
    after: Omit<StoredGlossary, "version">,
  ): Promise<"done" | "gone" | "changed" | "full">;
  /** What the glossary is now, for a job that is about to be made: the terms of this version will be there for it. */
  use(tenant: string, id: string): Promise<GlossaryHead | null>;
  /** Of a version that is the current one or was used. */
  termsOf(tenant: string, id: string, version: number): Promise<readonly GlossaryTerm[] | null>;
  /** Jobs that were made with it go on. Removing a removed one is done as well, for as long as these may. */
  remove(tenant: string, id: string): Promise<"done" | "gone">;
  /** Nothing is kept of any glossary of the account. Answers how many there were. */
  erase(tenant: string): Promise<number>;
}
