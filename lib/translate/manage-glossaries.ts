/** What an account does with its glossaries. Every change makes a version; one that changes nothing makes none. */
import { randomBytes } from "node:crypto";
import type {
  GlossaryAbout,
  GlossaryChange,
  GlossaryStore,
  ImportMode,
  NewGlossary,
  StoredGlossary,
} from "../contracts/glossary.ts";
import type { GlossaryTerm } from "../contracts/translator.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_GLOSSARIES, MAX_GLOSSARY_ROUNDS } from "../limits/glossary-limits.ts";
import { joinTerms } from "./glossary-terms.ts";

const ID = /^gls_[0-9a-f]{32}$/;

/** Throws `too_many_glossaries` and `glossary_invalid`. */
export async function makeGlossary(
  store: GlossaryStore,
  tenant: string,
  { terms: given, ...asked }: NewGlossary,
): Promise<StoredGlossary> {
  const terms = joinTerms([], given, "replace");
  const now = new Date().toISOString();
  const about: GlossaryAbout = { ...asked, term_count: terms.length, created_at: now, updated_at: now };
  const glossary = { id: `gls_${randomBytes(16).toString("hex")}`, about, terms };
  const outcome = await store.write(tenant, 0, glossary);
  if (outcome === "full") {
    throw new DocatError("too_many_glossaries", { detail: `An account has at most ${MAX_GLOSSARIES}.` });
  }
  if (outcome !== "done") throw new DocatError("internal_error");
  return { ...glossary, version: 1 };
}

/** One of the account's own. Throws `glossary_unknown`. */
export async function findGlossary(store: GlossaryStore, tenant: string, id: string): Promise<StoredGlossary> {
  const glossary = ID.test(id) ? await store.read(tenant, id) : null;
  if (glossary === null) throw new DocatError("glossary_unknown");
  return glossary;
}

type Draft = Pick<StoredGlossary, "about" | "terms">;

async function change(
  store: GlossaryStore,
  tenant: string,
  id: string,
  draftOf: (before: StoredGlossary) => Draft,
): Promise<StoredGlossary> {
  for (let round = 0; round < MAX_GLOSSARY_ROUNDS; round++) {
    const before = await findGlossary(store, tenant, id);
    const { about, terms } = draftOf(before);
    const draft = { about: { ...about, term_count: terms.length }, terms };
    if (JSON.stringify(draft) === JSON.stringify({ about: before.about, terms: before.terms })) return before;
    const after = { id, about: { ...draft.about, updated_at: new Date().toISOString() }, terms };
    const outcome = await store.write(tenant, before.version, after);
    if (outcome === "gone") throw new DocatError("glossary_unknown");
    if (outcome === "done") return { ...after, version: before.version + 1 };
  }
  throw new DocatError("store_unavailable", { retryAfterSeconds: 1 });
}

/** What is not named stays. Throws `glossary_unknown` and `glossary_invalid`. */
export function changeGlossary(
  store: GlossaryStore,
  tenant: string,
  id: string,
  { terms, ...asked }: GlossaryChange,
): Promise<StoredGlossary> {
  const settings = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const coming = terms && joinTerms([], terms, "replace");
  return change(store, tenant, id, (before) => ({
    about: { ...before.about, ...settings },
    terms: coming ?? before.terms,
  }));
}

/** Throws `glossary_unknown` and `glossary_invalid`. */
export function importTerms(
  store: GlossaryStore,
  tenant: string,
  id: string,
  coming: readonly GlossaryTerm[],
  mode: ImportMode,
): Promise<StoredGlossary> {
  return change(store, tenant, id, (before) => ({
    about: before.about,
    terms: joinTerms(before.terms, coming, mode),
  }));
}

/** Jobs that were made with it go on. Throws `glossary_unknown`. */
export async function removeGlossary(store: GlossaryStore, tenant: string, id: string): Promise<void> {
  const outcome = ID.test(id) ? await store.remove(tenant, id) : "gone";
  if (outcome === "gone") throw new DocatError("glossary_unknown");
}
