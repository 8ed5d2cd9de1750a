/** A language model as a translator. */
import { randomBytes } from "node:crypto";
import { type LanguageModel, ModelFailure, type TranslationEngine } from "../contracts/translator.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { buildPrompt } from "./prompt.ts";

/** A translation has about as many tokens as its source; some languages take three times as many. */
const OUTPUT_PER_INPUT = 4;
const OUTPUT_BASE = 512;
const MAX_OUTPUT_TOKENS = 16_000;

function outputBound(texts: readonly { readonly text: string }[]): number {
  const tokens = texts.reduce((sum, { text }) => sum + estimateTokens(text) + 24, 0);
  return Math.min(MAX_OUTPUT_TOKENS, OUTPUT_BASE + OUTPUT_PER_INPUT * tokens);
}

export function createModelTranslator(model: LanguageModel): TranslationEngine {
  return {
    engine: model.engine,
    model: model.model,
    async translate(request, signal) {
      const marks = { nonce: `----${randomBytes(12).toString("hex")}----`, canary: randomBytes(12).toString("hex") };
      const { texts, tokens } = await model.ask(buildPrompt(request, marks), outputBound(request.texts), signal);
      const leaked = texts.some(({ text }) => text.includes(marks.canary) || text.includes(marks.nonce));
      // Whoever repeats what it was told does not translate: nothing of such an answer is used.
      if (leaked) throw new ModelFailure("malformed", "The answer repeats its instructions.", { tokens });
      return { texts: new Map(texts.map(({ id, text }) => [id, text])), tokens };
    },
  };
}
