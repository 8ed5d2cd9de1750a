/** Engines as the settings name them. What they need is loaded when it is first asked for. */
import type { ChosenModel, EngineSettings, ModelSettings } from "../contracts/model-settings.ts";
import type { TranslationEngine, VectorEngine } from "../contracts/translator.ts";
import { createModelTranslator } from "../translate/model-translator.ts";

const OPENROUTER = "https://openrouter.ai/api/v1";

/** At the moment of the call, whatever stands for it then; no redirect takes a key elsewhere. */
const careful: typeof fetch = (input, init) => globalThis.fetch(input, { ...init, redirect: "error" });

async function providerOf({ engine }: ChosenModel, { key, url }: EngineSettings) {
  const apiKey = key === undefined ? {} : { apiKey: key };
  if (engine === "gemini") {
    const { createGoogleGenerativeAI } = await import("@ai-sdk/google");
    return createGoogleGenerativeAI({ ...apiKey, fetch: careful });
  }
  if (engine === "anthropic") {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    return createAnthropic({ ...apiKey, fetch: careful });
  }
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  const baseURL = engine === "openrouter" ? OPENROUTER : (url ?? "");
  // Whether any other service knows schemas nobody can tell: the prompt says what is wanted, and the answer is checked.
  const supportsStructuredOutputs = engine === "openrouter";
  return createOpenAICompatible({ name: engine, baseURL, ...apiKey, supportsStructuredOutputs, fetch: careful });
}

export async function buildTranslator(settings: ModelSettings, chosen: ChosenModel): Promise<TranslationEngine> {
  const own = settings.engines[chosen.engine];
  if (chosen.engine === "google") {
    const { createGoogleTranslate } = await import("./google-translate.ts");
    return createGoogleTranslate(own.key ?? "");
  }
  const { createAiLanguageModel } = await import("./ai-language-model.ts");
  const provider = await providerOf(chosen, own);
  return createModelTranslator(createAiLanguageModel(chosen, provider.languageModel(chosen.model)));
}

export async function buildVectorEngine(settings: ModelSettings, chosen: ChosenModel): Promise<VectorEngine> {
  const { createAiVectors } = await import("./ai-vectors.ts");
  const provider = await providerOf(chosen, settings.engines[chosen.engine]);
  return createAiVectors(chosen, provider.embeddingModel(chosen.model));
}
