/** The role that most of some words have. */
import type { Word } from "../word.ts";
import type { PageTags } from "./page-tags.ts";

/** So many of the characters must agree. */
const MAJORITY = 0.6;

/** Null where the words are not tagged, or of several roles. */
export function roleOfWords(words: Iterable<Word>, tags: PageTags | undefined): string | null {
  if (tags === undefined) return null;
  const weights = new Map<string, number>();
  let all = 0;
  for (const { mark, text } of words) {
    const role = tags.get(mark) ?? "";
    weights.set(role, (weights.get(role) ?? 0) + text.length);
    all += text.length;
  }
  for (const [role, weight] of weights) if (weight >= MAJORITY * all) return role === "" ? null : role;
  return null;
}
