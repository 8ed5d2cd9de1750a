/** The service that translates, without sockets: it says the same whenever it is asked the same. */
import { loadTokenizer } from "../../lib/chunks/count-tokens.ts";
import { answerChat, answerEmbeddings, readAsked } from "../support/model-server.ts";
import type { Backend } from "./switchboard.ts";

export const MODEL_VARIABLES = {
  OPENAI_COMPATIBLE_URL: "http://model.test/v1",
  OPENAI_COMPATIBLE_MODEL: "local",
  OPENAI_COMPATIBLE_EMBEDDING_MODEL: "local-vectors",
  MODEL_PRICES: '{"compatible:local":[1,2]}',
};

/** `model:chat`, `model:embeddings`. */
const nameRequest = (path: string) => `model:${path.endsWith("/embeddings") ? "embeddings" : "chat"}`;

/** What the functions load when they first ask: no schedule is to wait for it. */
export async function loadModels(): Promise<void> {
  await Promise.all([
    import("../../lib/models/ai-language-model.ts"),
    import("../../lib/models/ai-vectors.ts"),
    import("@ai-sdk/openai-compatible"),
    import("eld/extrasmall"),
    loadTokenizer(),
  ]);
}

export const modelBackend: Backend = {
  name: nameRequest,
  async answer(request) {
    const asked = readAsked(new URL(request.url).pathname, undefined, await request.text());
    return Response.json(asked.path.endsWith("/embeddings") ? answerEmbeddings(asked.body) : answerChat(asked));
  },
};
