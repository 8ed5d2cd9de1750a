/** The variables of translation and embeddings, and the settings that they make. Reads nothing itself: `env.ts` does. */
import { z } from "zod";
import { MODEL_ENGINES, type ModelEngine } from "./contracts/enrich-options.ts";
import { httpUrl } from "./contracts/http-url.ts";
import type { EngineSettings, ModelSettings } from "./contracts/model-settings.ts";
import {
  DEFAULT_ACCOUNT_TOKENS_PER_DAY,
  DEFAULT_JOB_TOKENS,
  DEFAULT_MAX_VECTORS,
  DEFAULT_MEMORY_SECONDS,
  UNIT_PAGES,
} from "./limits/enrich-limits.ts";

const key = z.string().min(1).optional();
const model = z.string().regex(/^[\w./:@-]{1,160}$/, "must be the name of a model");
const tokens = (fallback: number, min: number) => z.coerce.number().int().min(min).max(1e12).default(fallback);

/** Names of engines, parted by commas, each once. */
const order = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const names = text.split(",").map((name) => name.trim());
      const known = names.filter((name): name is ModelEngine => (MODEL_ENGINES as readonly string[]).includes(name));
      if (known.length === names.length && new Set(known).size === known.length) return known;
      context.addIssue({ code: "custom", message: `must be some of ${MODEL_ENGINES.join(",")}, each once` });
      return z.NEVER;
    });

const price = z.number().nonnegative().max(1e6);
const prices = z
  .string()
  .default("{}")
  .transform((text, context) => {
    const table = z.record(z.string(), z.tuple([price, price]));
    try {
      return table.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: "custom", message: 'must be JSON such as {"gemini:name":[0.1,0.4]}' });
      return z.NEVER;
    }
  });

export const enrichVariables = {
  OPENROUTER_API_KEY: key,
  OPENROUTER_MODEL: model.default("google/gemini-2.5-flash"),
  OPENROUTER_EMBEDDING_MODEL: model.default("openai/text-embedding-3-small"),
  GEMINI_API_KEY: key,
  GEMINI_MODEL: model.default("gemini-flash-latest"),
  GEMINI_EMBEDDING_MODEL: model.default("gemini-embedding-001"),
  ANTHROPIC_API_KEY: key,
  ANTHROPIC_MODEL: model.default("claude-haiku-4-5"),
  GOOGLE_TRANSLATE_API_KEY: key,
  OPENAI_COMPATIBLE_URL: httpUrl.optional(),
  OPENAI_COMPATIBLE_API_KEY: key,
  OPENAI_COMPATIBLE_MODEL: model.optional(),
  OPENAI_COMPATIBLE_EMBEDDING_MODEL: model.optional(),
  TRANSLATE_PAGES: z.coerce.number().int().min(1).max(10_000).default(UNIT_PAGES),
  TRANSLATE_ORDER: order("openrouter,gemini,anthropic,compatible,google"),
  EMBED_ORDER: order("openrouter,gemini,compatible"),
  MODEL_PRICES: prices,
  ENRICH_JOB_TOKENS: tokens(DEFAULT_JOB_TOKENS, 1),
  ENRICH_ACCOUNT_TOKENS_PER_DAY: tokens(DEFAULT_ACCOUNT_TOKENS_PER_DAY, 0),
  EMBED_MAX_CHUNKS: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_MAX_VECTORS),
  RETENTION_MEMORY_SECONDS: z.coerce.number().int().min(0).max(31_536_000).default(DEFAULT_MEMORY_SECONDS),
} as const;

const enrichSchema = z.object(enrichVariables);
type EnrichEnv = z.infer<typeof enrichSchema>;

export function modelSettingsOf(env: EnrichEnv): ModelSettings {
  const engines: Record<ModelEngine, EngineSettings> = {
    openrouter: {
      key: env.OPENROUTER_API_KEY,
      url: undefined,
      model: env.OPENROUTER_MODEL,
      embeddingModel: env.OPENROUTER_EMBEDDING_MODEL,
    },
    gemini: {
      key: env.GEMINI_API_KEY,
      url: undefined,
      model: env.GEMINI_MODEL,
      embeddingModel: env.GEMINI_EMBEDDING_MODEL,
    },
    anthropic: { key: env.ANTHROPIC_API_KEY, url: undefined, model: env.ANTHROPIC_MODEL, embeddingModel: undefined },
    compatible: {
      key: env.OPENAI_COMPATIBLE_API_KEY,
      url: env.OPENAI_COMPATIBLE_URL,
      model: env.OPENAI_COMPATIBLE_MODEL,
      embeddingModel: env.OPENAI_COMPATIBLE_EMBEDDING_MODEL,
    },
    google: { key: env.GOOGLE_TRANSLATE_API_KEY, url: undefined, model: "nmt", embeddingModel: undefined },
  };
  return {
    engines,
    translateOrder: env.TRANSLATE_ORDER,
    embedOrder: env.EMBED_ORDER,
    prices: env.MODEL_PRICES,
    jobTokens: env.ENRICH_JOB_TOKENS,
    accountTokensPerDay: env.ENRICH_ACCOUNT_TOKENS_PER_DAY,
    maxVectors: env.EMBED_MAX_CHUNKS,
  };
}
