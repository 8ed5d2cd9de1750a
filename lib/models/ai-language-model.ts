/** A language model behind the AI SDK: one answer in a given form, no tools, nothing tried again. */
import { type LanguageModel as AnyModel, generateText, Output } from "ai";
import { z } from "zod";
import type { ChosenModel } from "../contracts/model-settings.ts";
import { type LanguageModel, ModelFailure } from "../contracts/translator.ts";
import { toFailure, tokensOf } from "./ai-failure.ts";

const MAX_ANSWER_CHARS = 200_000;
const answerSchema = z.object({
  translations: z.array(z.object({ id: z.string().max(40), text: z.string().max(MAX_ANSWER_CHARS) })).max(1_000),
});

export function createAiLanguageModel({ engine, model }: ChosenModel, built: AnyModel): LanguageModel {
  return {
    engine,
    model,
    async ask({ system, user }, maxOutputTokens, abortSignal) {
      try {
        const { output, usage, finishReason } = await generateText({
          model: built,
          instructions: system,
          prompt: user,
          output: Output.object({ schema: answerSchema, name: "translations" }),
          maxOutputTokens,
          maxRetries: 0,
          abortSignal,
          telemetry: { isEnabled: false },
          // What the call cost, where the service tells only whoever asks.
          providerOptions: { openrouter: { usage: { include: true } } },
        });
        const tokens = tokensOf(usage);
        if (finishReason === "length")
          throw new ModelFailure("malformed", `${engine}: the answer was cut off`, { tokens });
        return { texts: output.translations, tokens };
      } catch (error) {
        throw toFailure(error, engine);
      }
    },
  };
}
