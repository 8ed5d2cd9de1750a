/** Which terms of a glossary stand in a text: as whole words, whatever their case, and the longest first. */
import type { GlossaryTerm } from "../contracts/translator.ts";
import { foldTerm } from "./glossary-terms.ts";

interface FoldedTerm {
  readonly term: GlossaryTerm;
  readonly source: string;
}

/** Of the lists that are in use; one serves all texts of a unit. */
const known = new WeakMap<readonly GlossaryTerm[], readonly FoldedTerm[]>();

function folded(terms: readonly GlossaryTerm[]): readonly FoldedTerm[] {
  const before = known.get(terms);
  if (before !== undefined) return before;
  const made = terms
    .map((term) => ({ term, source: foldTerm(term.source) }))
    .sort((a, b) => b.source.length - a.source.length || (a.source < b.source ? -1 : 1));
  known.set(terms, made);
  return made;
}

const IN_WORD = /[\p{L}\p{M}\p{Nd}]/u;
/** Scripts that set no space between words, or join what belongs to a word to it. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether a word goes on from the one sign to the other. */
function goesOn(edge: string, beside: string): boolean {
  return IN_WORD.test(edge) && IN_WORD.test(beside) && !UNSPACED.test(edge) && !UNSPACED.test(beside);
}

/** A term that stands only inside of a longer one is not found: that one says how it is translated. */
export function termsIn(text: string, terms: readonly GlossaryTerm[]): GlossaryTerm[] {
  if (terms.length === 0) return [];
  const within = foldTerm(text);
  /** By place: which occurrence of a longer term is there. */
  const taken = new Uint32Array(within.length);
  let occurrences = 0;
  const found: GlossaryTerm[] = [];
  for (const { term, source } of folded(terms)) {
    let stands = false;
    for (let at = within.indexOf(source); at >= 0; ) {
      const last = at + source.length - 1;
      const isWhole =
        !goesOn(within[at] ?? "", within[at - 1] ?? "") && !goesOn(within[last] ?? "", within[last + 1] ?? "");
      const isInside = taken[at] !== 0 && taken[at] === taken[last];
      if (isWhole && !isInside) {
        occurrences += 1;
        taken.fill(occurrences, at, last + 1);
        stands = true;
      }
      at = within.indexOf(source, last + 1);
    }
    if (stands) found.push(term);
  }
  return found;
}
