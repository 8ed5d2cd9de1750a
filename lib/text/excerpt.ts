/** The beginning of what a finding is about: one line, bounded, and without what is not seen. */
import { MAX_EXCERPT_CHARS } from "../contracts/finding.ts";
import { sanitise } from "./sanitise.ts";

/** As much is read at most, should most of it be taken out. */
const READ_CHARS = 4 * MAX_EXCERPT_CHARS;

/** Undefined when nothing is left to be seen. */
export function excerptOf(text: string, start: number, end: number): string | undefined {
  const seen = sanitise(text.slice(start, Math.min(end, start + READ_CHARS))).text;
  const clean = sanitise(seen.replaceAll(/[\n\t]/g, " ")).text.trim();
  const cut = clean.length > MAX_EXCERPT_CHARS ? clean.slice(0, MAX_EXCERPT_CHARS).toWellFormed() : clean;
  return cut === "" ? undefined : cut;
}
