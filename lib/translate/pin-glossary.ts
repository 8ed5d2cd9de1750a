/** At the door a job's glossary is one version of it from then on; in the pipeline that version is read again. */
import type { TranslateOptions } from "../contracts/enrich-options.ts";
import type { GlossaryStore } from "../contracts/glossary.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { GlossaryTerm } from "../contracts/translator.ts";
import { DocatError } from "../errors/docat-error.ts";

const POINTER = "/options/translate/glossary";

function partsOf(glossary: string): { readonly id: string; readonly version: string | undefined } {
  const [id = "", version] = glossary.split("@", 2);
  return { id, version };
}

/** Whether one of the tags is the other or begins it, subtag by subtag (RFC 4647, basic filtering): `pt` and `pt-BR`, not `pt-PT` and `pt-BR`. */
function isSameLanguage(a: string, b: string): boolean {
  const [one, other] = [`${a}-`.toLowerCase(), `${b}-`.toLowerCase()];
  return one.startsWith(other) || other.startsWith(one);
}

function checkLanguages({ to, from }: TranslateOptions, source: string, target: string): void {
  if (isSameLanguage(to, target) && (from === undefined || isSameLanguage(from, source))) return;
  const detail = `The glossary is for translations from ${source} to ${target}.`;
  throw new DocatError("glossary_invalid", { detail, pointer: POINTER });
}

/**
 * The options with the version that the glossary has now: `gls_…@3`. Throws `glossary_unknown`, also for a version that is named and is not the
 * current one; `glossary_invalid` when it is for other languages.
 */
export async function pinGlossary(
  store: Pick<GlossaryStore, "use">,
  tenant: string,
  options: JobOptions,
): Promise<JobOptions> {
  const { translate } = options;
  if (translate?.glossary === undefined) return options;
  const { id, version } = partsOf(translate.glossary);
  const glossary = await store.use(tenant, id);
  if (glossary === null) throw new DocatError("glossary_unknown", { pointer: POINTER });
  if (version !== undefined && version !== String(glossary.version)) {
    throw new DocatError("glossary_unknown", { detail: `Its version is ${glossary.version} now.`, pointer: POINTER });
  }
  const { source_language: source, target_language: target } = glossary.about;
  checkLanguages(translate, source, target);
  return { ...options, translate: { ...translate, glossary: `${id}@${glossary.version}` } };
}

/** The terms that a job was made with; none without a glossary. Throws `glossary_unknown` when they are not kept any more. */
export async function pinnedTerms(
  store: Pick<GlossaryStore, "termsOf">,
  tenant: string,
  glossary: string | undefined,
): Promise<readonly GlossaryTerm[]> {
  if (glossary === undefined) return [];
  const { id, version } = partsOf(glossary);
  const terms = await store.termsOf(tenant, id, Number(version));
  if (terms === null) throw new DocatError("glossary_unknown");
  return terms;
}
