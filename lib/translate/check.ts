/** What must hold of a translation, or it is not used: it came from outside, and the document may have told the translator what to write. */
import type { Span } from "../contracts/result-block.ts";
import type { GlossaryTerm } from "../contracts/translator.ts";
import { foldTerm } from "./glossary-terms.ts";
import { restoreSpans, type Tagged, withoutTags } from "./protect.ts";
import { termsIn } from "./terms-in.ts";

/** Whether a text is in another language than this one; false where that cannot be told. */
export type LanguageDetector = (text: string, language: string) => boolean;

/** Shorter texts are not told apart by their language. */
const MIN_DETECTED_CHARS = 60;
/** How much longer or shorter a translation may be; and how many characters more in any case. */
const LONGEST = 3.5;
const SHORTEST = 0.15;
const SLACK_CHARS = 40;

export type Verdict = { readonly spans: Span[] } | { readonly wrong: string };

const ADDRESS = /(?:https?:\/\/|www\.|[\w.+-]@[\w-])/i;

/** Scripts that say more with a sign: there the shortest length means nothing. */
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

function lengthIsWrong(source: string, translation: string): boolean {
  if (translation.trim() === "") return true;
  const [from, to] = [source.length, translation.length];
  const isDense = DENSE.test(source) !== DENSE.test(translation);
  const longest = from * (isDense ? 12 : LONGEST) + SLACK_CHARS;
  const shortest = isDense ? 0 : from * SHORTEST - SLACK_CHARS;
  return to > longest || to < shortest;
}

/** Numbers and addresses in the translation of a term are asked for. */
function withoutTargets(free: string, terms: readonly GlossaryTerm[]): string {
  return terms.reduce((text, { target }) => text.replaceAll(target, " "), free);
}

interface Wanted {
  readonly tagged: Tagged;
  readonly to: string;
  readonly terms: readonly GlossaryTerm[];
  readonly isForeign: LanguageDetector;
}

/** The spans of a translation that holds; or what is wrong with it, in a word. `text` has been cleaned of what no reader sees. */
export function checkTranslation(text: string, { tagged, to, terms, isForeign }: Wanted): Verdict {
  const restored = restoreSpans(text, tagged);
  if (restored === null) return { wrong: "tags" };
  const { spans, free } = restored;
  const source = withoutTags(tagged.text);
  const translation = spans.map((span) => span.text).join("");
  if (lengthIsWrong(source, translation)) return { wrong: "length" };
  const wanted = termsIn(source, terms);
  const added = withoutTargets(free, wanted);
  // All numbers and addresses of the source are kept ones: what stands outside of them was added.
  if (/\p{Nd}/u.test(added)) return { wrong: "numbers" };
  if (ADDRESS.test(added)) return { wrong: "links" };
  const folded = foldTerm(translation);
  if (wanted.some(({ target }) => !folded.includes(foldTerm(target)))) return { wrong: "glossary" };
  return isInLanguage(free, to, isForeign) ? { spans } : { wrong: "language" };
}

function isInLanguage(text: string, to: string, isForeign: LanguageDetector): boolean {
  return text.trim().length < MIN_DETECTED_CHARS || !isForeign(text, to);
}
