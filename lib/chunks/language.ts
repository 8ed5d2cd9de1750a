/** The language of a document: as it says itself, else as its text tells. */
import type { ChunkHead } from "../contracts/chunk.ts";

export type Language = Pick<ChunkHead, "language" | "language_from">;

const UNKNOWN: Language = { language: null, language_from: null };

/** Less text tells no language. */
const LEAST_CHARACTERS = 20;

/** The tag in its canonical form; null for what is none, and for `und`. */
function canonicalTag(text: string | null): string | null {
  if (text === null || /^(?:und|zxx|mul)\b/i.test(text.trim())) return null;
  try {
    return Intl.getCanonicalLocales(text.trim())[0] ?? null;
  } catch {
    return null;
  }
}

/** `stated` is what the document says; `sample` is text of it, which is looked at only when it says nothing that can be used. */
export async function languageOf(stated: string | null, sample: string): Promise<Language> {
  const tag = canonicalTag(stated);
  if (tag !== null) return { language: tag, language_from: "document" };
  if (sample.trim().length < LEAST_CHARACTERS) return UNKNOWN;
  const { eld } = await import("eld/extrasmall");
  const found = canonicalTag(eld.detect(sample).language || null);
  return found === null ? UNKNOWN : { language: found, language_from: "text" };
}
