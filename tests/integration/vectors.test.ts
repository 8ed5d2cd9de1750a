/** Vectors over the whole service: a document in, its chunks out with a vector each, by a model server of our own. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Chunk, type ChunkLine, chunkLineSchema } from "../../lib/contracts/chunk.ts";
import { resultSchema } from "../../lib/contracts/result.ts";
import { type ModelServer, startModelServer, vectorOf } from "../support/model-server.ts";
import { pdfOfLines } from "../support/pdf-builder.ts";
import { startTestService, type TestService, withKey } from "../support/test-service.ts";
import { ended, uploaded } from "../support/uploads.ts";

const PDF = pdfOfLines([
  ["The canary sings in the morning.", "Twelve cats listen to it."],
  ["Nobody knows the song.", "The cats have gone home."],
]);
const CHUNKS = { strategy: "by_page" } as const;

describe("A document whose chunks are wanted with vectors", () => {
  let model: ModelServer;
  let service: TestService;
  beforeAll(async () => {
    model = await startModelServer();
    service = await startTestService({
      variables: {
        OPENAI_COMPATIBLE_URL: model.url,
        OPENAI_COMPATIBLE_API_KEY: "sk-secret",
        OPENAI_COMPATIBLE_EMBEDDING_MODEL: "local-vectors",
        MODEL_PRICES: '{"compatible:local-vectors":[1,0]}',
        RETENTION_RESULT_CACHE_SECONDS: "3600",
      },
    });
  });
  afterAll(async () => {
    await service.close();
    await model.close();
  });
  beforeEach(() => {
    model.behave(null);
    model.asked.length = 0;
  });

  async function embedded(pdf: Uint8Array<ArrayBuffer>, embed: object, chunks: object = CHUNKS) {
    const { id } = await uploaded(service, { pdf, options: { embed, chunks } });
    return ended(service, id);
  }

  async function linesOf(id: string, query = ""): Promise<ChunkLine[]> {
    const url = `${service.platform.url}/v1/jobs/${id}/result?format=chunks${query}`;
    const text = await (await fetch(url, { headers: withKey(service) })).text();
    return text
      .trim()
      .split("\n")
      .map((line) => chunkLineSchema.parse(JSON.parse(line)));
  }
  const chunksIn = (lines: readonly ChunkLine[]) => lines.filter((line): line is Chunk => line.type === "chunk");
  const resultOf = async (id: string) => resultSchema.parse(JSON.parse(await service.client.getResult(id, "json")));

  it("gives each chunk that of its own text, says what they are, and tells in the receipt what they took", async () => {
    const { id, status } = await embedded(PDF, { dimensions: 16 });
    expect(status).toBe("succeeded");
    const lines = await linesOf(id);
    expect(lines[0]).toMatchObject({
      vectors: { engine: "compatible", model: "local-vectors", dimensions: 16, format: "float" },
    });
    const chunks = chunksIn(lines);
    expect(chunks).toHaveLength(2);
    for (const { text, vector = "" } of chunks) {
      const bytes = Buffer.from(vector, "base64");
      const numbers = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
      expect(numbers).toEqual(vectorOf(text, 16).map(Math.fround));
    }
    const { receipt, warnings } = await resultOf(id);
    expect(receipt.embedding).toMatchObject({
      chunks: 2,
      embedded: 2,
      complete: true,
      dimensions: 16,
      format: "float",
    });
    expect(receipt.embedding?.usage).toMatchObject([{ calls: 1, cost: expect.any(Number) }]);
    expect(warnings.map(({ code }) => code)).not.toContain("chunk_without_vector");
    expect(model.asked).toHaveLength(1);
    expect(model.asked[0]?.authorization).toBe("Bearer sk-secret");
  });

  it("gives signed bytes where they are wanted, and none to chunks that are cut in another way", async () => {
    const { id } = await embedded(PDF, { format: "int8" });
    expect(chunksIn(await linesOf(id)).map(({ vector = "" }) => Buffer.from(vector, "base64").length)).toEqual([
      16, 16,
    ]);
    const others = chunksIn(await linesOf(id, "&strategy=fixed&max_chars=200"));
    expect(others.every(({ vector }) => vector === undefined)).toBe(true);
  });

  it("asks for the chunks only that changed in a second version", async () => {
    await embedded(PDF, {});
    model.asked.length = 0;
    const second = pdfOfLines([
      ["The canary sings in the morning.", "Twelve cats listen to it."],
      ["Nobody knows the song.", "One cat has come back."],
    ]);
    const { id } = await embedded(second, {});
    expect(model.asked.map(({ body }) => body.input)).toEqual([[expect.stringContaining("One cat has come back.")]]);
    expect((await resultOf(id)).receipt.embedding).toMatchObject({ chunks: 2, embedded: 2, complete: true });
  });

  it("has its result all the same when the model refuses, and says that vectors are missing", async () => {
    model.behave(() => ({ status: 400 }));
    const { id, status } = await embedded(pdfOfLines([["A lonely page."]]), {});
    expect(status).toBe("succeeded");
    const { receipt, warnings } = await resultOf(id);
    expect(receipt.embedding).toMatchObject({ chunks: 1, embedded: 0, complete: false });
    expect(warnings).toContainEqual({ code: "chunk_without_vector", message: "One chunk has no vector." });
    expect(chunksIn(await linesOf(id)).every(({ vector }) => vector === undefined)).toBe(true);
  });

  it("fails when its owner wants all or nothing", async () => {
    model.behave(() => ({ status: 400 }));
    const { status, error } = await embedded(pdfOfLines([["Another lonely page."]]), { all_or_nothing: true });
    expect([status, error?.code]).toEqual(["failed", "enrichment_failed"]);
  });

  it("waits as a busy service asks it to", async () => {
    model.behave((_asked, nth) => (nth === 1 ? { status: 429, retryAfter: "1" } : undefined));
    const { id } = await embedded(pdfOfLines([["A page for a busy day."]]), {});
    expect((await resultOf(id)).receipt.embedding).toMatchObject({ embedded: 1 });
  });

  it("is not sent where no model is set, which the answer names", async () => {
    const bare = await startTestService({ variables: { OPENAI_COMPATIBLE_URL: model.url } });
    const body = new FormData();
    body.append("file", new Blob([PDF]), "a.pdf");
    body.append("options", JSON.stringify({ embed: {} }));
    const response = await fetch(`${bare.platform.url}/v1/jobs`, { method: "POST", headers: withKey(bare), body });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "provider_not_configured",
      detail: "Set OPENAI_COMPATIBLE_EMBEDDING_MODEL.",
    });
    await bare.close();
  });
});
