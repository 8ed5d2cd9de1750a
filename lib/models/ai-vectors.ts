/** An embedding model behind the AI SDK: one call, nothing tried again. */
import { type EmbeddingModel, embedMany } from "ai";
import type { ChosenModel } from "../contracts/model-settings.ts";
import { ModelFailure, type VectorEngine } from "../contracts/translator.ts";
import { toFailure } from "./ai-failure.ts";

export function createAiVectors({ engine, model }: ChosenModel, built: EmbeddingModel): VectorEngine {
  return {
    engine,
    model,
    async embed(texts, dimensions, abortSignal) {
      try {
        const { embeddings, usage } = await embedMany({
          model: built,
          values: [...texts],
          maxRetries: 0,
          maxParallelCalls: 1,
          abortSignal,
          telemetry: { isEnabled: false },
          ...(dimensions === null ? {} : { dimensions }),
        });
        const input = Number.isFinite(usage.tokens) ? usage.tokens : 0;
        if (embeddings.length !== texts.length) throw new ModelFailure("malformed", `${engine}: not one vector a text`);
        return { vectors: embeddings, tokens: { input, output: 0, cost: null } };
      } catch (error) {
        throw toFailure(error, engine);
      }
    },
  };
}
