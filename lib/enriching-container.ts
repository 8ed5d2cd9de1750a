/** The container of the function that adds to results: the services, and whoever translates and embeds. What these need is loaded when it is first used. */
import { buildServices } from "./container.ts";
import { type Env, readEnv } from "./env.ts";
import type { EnrichingServices } from "./http/services.ts";
import { UNIT_BUDGET_MS } from "./limits/enrich-limits.ts";
import { buildTranslator, buildVectorEngine } from "./models/build-engines.ts";
import { loadLanguageDetector } from "./models/language-detector.ts";
import { pinnedTerms } from "./translate/pin-glossary.ts";

export function buildEnrichingServices(env: Env): EnrichingServices {
  const services = buildServices(env);
  const { models, memory, chunks, glossaries } = services;
  return {
    ...services,
    pipeline: {
      ...services.pipeline,
      models,
      memory,
      chunks,
      translator: (chosen) => buildTranslator(models, chosen),
      vectors: (chosen) => buildVectorEngine(models, chosen),
      terms: (tenant, glossary) => pinnedTerms(glossaries, tenant, glossary),
      detector: loadLanguageDetector,
      rangeBudgetMs: UNIT_BUDGET_MS,
    },
  };
}

let built: EnrichingServices | undefined;

/** The services of this process, built at the first call. */
export function enrichingServices(): EnrichingServices {
  built ??= buildEnrichingServices(readEnv());
  return built;
}
