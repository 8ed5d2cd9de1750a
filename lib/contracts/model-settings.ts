/** Which services translate and embed, by the settings; and who is asked for what a job wants. Holds keys: it is never logged or sent. */
import { DocatError } from "../errors/docat-error.ts";
import type { EmbedOptions, ModelEngine, TranslateOptions } from "./enrich-options.ts";
import type { JobOptions } from "./job-options.ts";

export interface EngineSettings {
  readonly key: string | undefined;
  /** Of the `compatible` engine alone. */
  readonly url: string | undefined;
  readonly model: string | undefined;
  readonly embeddingModel: string | undefined;
}

/** US dollars for a million tokens in and out, by `engine:model`. */
export type PriceTable = Readonly<Record<string, readonly [input: number, output: number]>>;

export interface ModelSettings {
  readonly engines: Readonly<Record<ModelEngine, EngineSettings>>;
  readonly translateOrder: readonly ModelEngine[];
  readonly embedOrder: readonly ModelEngine[];
  readonly prices: PriceTable;
  readonly jobTokens: number;
  /** 0: as many as it wants. */
  readonly accountTokensPerDay: number;
  readonly maxVectors: number;
}

export interface ChosenModel {
  readonly engine: ModelEngine;
  readonly model: string;
}

/** The variable without which an engine is not there. */
export const KEY_VARIABLES: Readonly<Record<ModelEngine, string>> = {
  openrouter: "OPENROUTER_API_KEY",
  gemini: "GEMINI_API_KEY",
  anthropic: "ANTHROPIC_API_KEY",
  compatible: "OPENAI_COMPATIBLE_URL",
  google: "GOOGLE_TRANSLATE_API_KEY",
};

type Use = "translate" | "embed";

const MODEL_VARIABLES: Readonly<Record<Use, Partial<Record<ModelEngine, string>>>> = {
  translate: { compatible: "OPENAI_COMPATIBLE_MODEL" },
  embed: { compatible: "OPENAI_COMPATIBLE_EMBEDDING_MODEL" },
};

function isThere(engine: ModelEngine, { key, url }: EngineSettings): boolean {
  return engine === "compatible" ? url !== undefined : key !== undefined;
}

function modelOf(settings: ModelSettings, engine: ModelEngine, use: Use): string | undefined {
  const { model, embeddingModel } = settings.engines[engine];
  return use === "translate" ? model : embeddingModel;
}

function notConfigured(variables: readonly string[], pointer: string): DocatError {
  const detail = `Set ${variables.length > 1 ? "one of " : ""}${variables.join(", ")}.`;
  return new DocatError("provider_not_configured", { detail, pointer });
}

/** The one that the caller names; throws when it is not there, or does not do this. */
function named(settings: ModelSettings, choice: string, use: Use): ChosenModel {
  const [engine, ...rest] = choice.split(":") as [ModelEngine, ...string[]];
  const pointer = `/options/${use}/model`;
  const order = use === "translate" ? settings.translateOrder : settings.embedOrder;
  if (!isThere(engine, settings.engines[engine])) throw notConfigured([KEY_VARIABLES[engine]], pointer);
  const model = rest.join(":") || modelOf(settings, engine, use);
  if (use === "embed" && (engine === "anthropic" || engine === "google")) {
    throw new DocatError("options_invalid", { detail: `One of ${order.join(", ")} makes vectors.`, pointer });
  }
  if (model === undefined) throw notConfigured([MODEL_VARIABLES[use][engine] ?? KEY_VARIABLES[engine]], pointer);
  return { engine, model };
}

function chosen(settings: ModelSettings, choice: string | undefined, use: Use): readonly ChosenModel[] {
  if (choice !== undefined) return [named(settings, choice, use)];
  const order = use === "translate" ? settings.translateOrder : settings.embedOrder;
  const found = order.flatMap((engine) => {
    const model = modelOf(settings, engine, use);
    return isThere(engine, settings.engines[engine]) && model !== undefined ? [{ engine, model }] : [];
  });
  if (found.length > 0) return found;
  const halfSet = order.find((engine) => isThere(engine, settings.engines[engine]));
  const missing =
    halfSet === undefined ? order.map((engine) => KEY_VARIABLES[engine]) : [MODEL_VARIABLES[use][halfSet] ?? ""];
  throw notConfigured(missing, `/options/${use}`);
}

/** In the order in which they are asked. A caller that names one wants no other. Throws `provider_not_configured`. */
export function translators(settings: ModelSettings, options: TranslateOptions): readonly ChosenModel[] {
  return chosen(settings, options.model, "translate");
}

/** The one for all chunks: vectors of two models cannot be compared. Throws `provider_not_configured`. */
export function embedder(settings: ModelSettings, options: EmbedOptions): ChosenModel {
  const [first] = chosen(settings, options.model, "embed");
  if (first === undefined) throw notConfigured(["EMBED_ORDER"], "/options/embed");
  return first;
}

/** At the door: whether what the options ask for can be had here. Throws `provider_not_configured`, which names the variable. */
export function requireProviders(settings: ModelSettings, { translate, embed }: JobOptions): void {
  if (translate !== undefined) translators(settings, translate);
  if (embed !== undefined) embedder(settings, embed);
}

/** By the table; null where it does not know the model. */
export function priceOf(
  prices: PriceTable,
  engine: string,
  model: string,
  { input, output }: { readonly input: number; readonly output: number },
): number | null {
  const price = prices[`${engine}:${model}`];
  return price === undefined ? null : (input * price[0] + output * price[1]) / 1_000_000;
}
