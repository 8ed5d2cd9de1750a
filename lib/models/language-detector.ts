/** Whether a text is in another language than it should be, by the n-grams of its letters. */
import type { LanguageDetector } from "../translate/check.ts";

/** How much likelier the other language has to be: near relatives are told apart by less. */
const MARGIN = 0.12;

/** Tags that the detector knows by another name. */
const SAME: Readonly<Record<string, string>> = { nb: "no", nn: "no", iw: "he", fil: "tl" };

function baseOf(tag: string): string {
  const base = (tag.split("-", 1)[0] ?? tag).toLowerCase();
  return SAME[base] ?? base;
}

/** Its data is loaded when it is first asked for. Of a language that it does not know it never says that a text is in another one. */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { eld } = await import("eld/extrasmall");
  const known = new Set(Object.values(eld.info().Languages));
  return (text, to) => {
    const wanted = baseOf(to);
    if (!known.has(wanted)) return false;
    const found = eld.detect(text);
    if (found.language === "" || found.language === wanted || !found.isReliable()) return false;
    const scores = found.getScores();
    return (scores[found.language] ?? 0) - (scores[wanted] ?? 0) > MARGIN;
  };
}
