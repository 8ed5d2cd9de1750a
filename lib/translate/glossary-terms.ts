/** The terms of a glossary as a whole: each has one translation, and there are not too many. */
import type { ImportMode } from "../contracts/glossary.ts";
import type { GlossaryTerm } from "../contracts/translator.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_GLOSSARY_BYTES, MAX_GLOSSARY_TERMS } from "../limits/glossary-limits.ts";

/** Terms are told apart as they are found in texts: whatever their case. */
export function foldTerm(text: string): string {
  return text.normalize("NFC").toLocaleLowerCase("und");
}

type Placed = GlossaryTerm & { readonly line?: number };

/** Where a term stands, for the caller. */
function placeOf({ line }: Placed, n: number): { readonly detail: string; readonly pointer?: string } {
  const detail = "The term stands there twice, with two translations.";
  return line === undefined ? { detail, pointer: `/terms/${n}/source` } : { detail: `Line ${line}: ${detail}` };
}

/** Once each, in their order. Throws `glossary_invalid` for two translations of a term. */
function distinct(terms: readonly Placed[]): Map<string, GlossaryTerm> {
  const found = new Map<string, GlossaryTerm>();
  for (const [n, term] of terms.entries()) {
    const name = foldTerm(term.source);
    const before = found.get(name);
    if (before !== undefined && before.target !== term.target)
      throw new DocatError("glossary_invalid", placeOf(term, n));
    if (before === undefined) found.set(name, { source: term.source, target: term.target });
  }
  return found;
}

/** What a glossary holds when these have come to it. Throws `glossary_invalid`. */
export function joinTerms(
  before: readonly GlossaryTerm[],
  coming: readonly Placed[],
  mode: ImportMode,
): GlossaryTerm[] {
  const anew = distinct(coming);
  const terms = [...(mode === "replace" ? anew : new Map([...distinct(before), ...anew])).values()];
  if (terms.length > MAX_GLOSSARY_TERMS) {
    throw new DocatError("glossary_invalid", { detail: `A glossary has at most ${MAX_GLOSSARY_TERMS} terms.` });
  }
  if (Buffer.byteLength(JSON.stringify(terms)) > MAX_GLOSSARY_BYTES) {
    throw new DocatError("glossary_invalid", { detail: `The terms have more than ${MAX_GLOSSARY_BYTES} bytes.` });
  }
  return terms;
}
