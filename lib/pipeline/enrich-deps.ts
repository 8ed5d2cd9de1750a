/** What the stage needs that adds to results: engines by name, and what was made before. */
import type { EnrichMemory } from "../contracts/enrich-memory.ts";
import type { ChosenModel, ModelSettings } from "../contracts/model-settings.ts";
import type { GlossaryTerm, TranslationEngine, VectorEngine } from "../contracts/translator.ts";
import type { ChunkLimits } from "../limits/chunk-limits.ts";
import type { LanguageDetector } from "../translate/check.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export interface EnrichDeps extends PipelineDeps {
  readonly models: ModelSettings;
  /** How results are cut into chunks, where nothing else is asked for. */
  readonly chunks: ChunkLimits;
  readonly memory: EnrichMemory;
  readonly translator: (chosen: ChosenModel) => Promise<TranslationEngine>;
  readonly vectors: (chosen: ChosenModel) => Promise<VectorEngine>;
  /** The terms of a glossary's version; none without one. */
  readonly terms: (tenant: string, glossary: string | undefined) => Promise<readonly GlossaryTerm[]>;
  readonly detector: () => Promise<LanguageDetector>;
  /** What one attempt may spend on a unit; less than its function may run. */
  readonly rangeBudgetMs: number;
}
