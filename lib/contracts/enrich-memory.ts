/** The port to what was translated and embedded before: an account's own, sealed with a key of its own. */
import { z } from "zod";
import { modelUsageSchema } from "./enrichment.ts";

/** What an entry is good for: it is found again only where all of this is the same. */
export interface MemoryScope {
  readonly tenant: string;
  /** Languages, model, glossary, and whatever else shapes the answer. */
  readonly parts: readonly string[];
  /** Of the job that works; entries that must not be shared are kept for it alone. */
  readonly job: string;
  readonly shared: boolean;
}

export const memoryEntrySchema = z.object({
  /** The translation with its tags, or the vector as base64. */
  text: z.string(),
  /** The job that had it made. */
  job: z.string(),
  /** Its share of what the call took. */
  usage: modelUsageSchema,
});
export type MemoryEntry = z.infer<typeof memoryEntrySchema>;

export interface EnrichMemory {
  /** In the order of the sources; null for what is not known. Throws `store_unavailable`. */
  find(scope: MemoryScope, sources: readonly string[]): Promise<readonly (MemoryEntry | null)[]>;
  /** Safe to repeat. Throws `store_unavailable`. */
  keep(scope: MemoryScope, entries: readonly { readonly source: string; readonly entry: MemoryEntry }[]): Promise<void>;
}
