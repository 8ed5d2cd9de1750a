/** Vectors for texts: in bounded calls, once for each text, remembered, and told where there are none. */
import { describe, expect, it } from "vitest";
import type { EnrichMemory, MemoryEntry } from "../../../lib/contracts/enrich-memory.ts";
import { ModelFailure, type VectorEngine } from "../../../lib/contracts/translator.ts";
import { VECTOR_CALL_CHARS, VECTORS_PER_CALL } from "../../../lib/limits/enrich-limits.ts";
import { batchesOf, embedTexts, type VectorTools } from "../../../lib/translate/embed-texts.ts";
import { dimensionsOf, encodeVector } from "../../../lib/translate/vector-text.ts";

const SCOPE = { tenant: "t", job: "job_a", shared: true, parts: ["v"] };

function memoryOf(kept = new Map<string, MemoryEntry>()): EnrichMemory & { readonly kept: Map<string, MemoryEntry> } {
  return {
    kept,
    find: async (_scope, sources) => sources.map((source) => kept.get(source) ?? null),
    keep: async (_scope, entries) => {
      for (const { source, entry } of entries) kept.set(source, entry);
    },
  };
}

type Embed = VectorEngine["embed"];

const lengths: Embed = async (texts) => ({
  vectors: texts.map((text) => [text.length, 1]),
  tokens: { input: texts.join("").length, output: 0, cost: null },
});

function toolsWith(embed: Embed, more: Partial<VectorTools> = {}): VectorTools & { readonly calls: string[][] } {
  const calls: string[][] = [];
  return {
    calls,
    engine: {
      engine: "compatible",
      model: "m",
      embed: (texts, ...rest) => {
        calls.push([...texts]);
        return embed(texts, ...rest);
      },
    },
    dimensions: null,
    format: "float",
    memory: memoryOf(),
    scope: SCOPE,
    priceOf: (_engine, _model, { input }) => input / 1_000,
    budget: { mayCall: async () => true, spent: async () => {} },
    check: () => {},
    endsAt: performance.now() + 60_000,
    onFailure: () => {},
    ...more,
  };
}

const floats = (text: string | null | undefined) => {
  const bytes = Buffer.from(text ?? "", "base64");
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
};

describe("Vectors for texts", () => {
  it("come in the order of the texts, each text sent once", async () => {
    const tools = toolsWith(lengths);
    const { vectors, usage, isOutage } = await embedTexts(["aa", "b", "aa"], tools);
    expect(vectors.map(floats)).toEqual([
      [2, 1],
      [1, 1],
      [2, 1],
    ]);
    expect(tools.calls).toEqual([["aa", "b"]]);
    expect(usage).toMatchObject([{ engine: "compatible", model: "m", calls: 1, input_tokens: 3, cost: 0.003 }]);
    expect(isOutage).toBe(false);
  });

  it("are not made again while they are remembered, and what this job took is told once more", async () => {
    const memory = memoryOf();
    const first = await embedTexts(["aa", "b"], toolsWith(lengths, { memory }));
    const tools = toolsWith(lengths, { memory });
    const again = await embedTexts(["aa", "b", "c"], tools);
    expect(tools.calls).toEqual([["c"]]);
    expect(again.vectors.slice(0, 2)).toEqual(first.vectors);
    expect(again.usage[0]?.input_tokens).toBe(4);
    const other = toolsWith(lengths, { memory, scope: { ...SCOPE, job: "job_b" } });
    expect((await embedTexts(["aa"], other)).usage).toEqual([]);
  });

  it("leave out what a model does not give: none, no number, or of another length", async () => {
    const answers: (readonly number[])[] = [[1, 2], [Number.NaN, 1], [], [1, 2, 3]];
    const embed: Embed = async () => ({ vectors: answers, tokens: { input: 1, output: 0, cost: null } });
    const { vectors } = await embedTexts(["a", "b", "c", "d"], toolsWith(embed));
    expect(vectors.map((vector) => vector !== null)).toEqual([true, false, false, false]);
  });

  it("stop with the budget, with what there is", async () => {
    const texts = Array.from({ length: VECTORS_PER_CALL * 3 }, (_, n) => `text ${n}`);
    let left = 1;
    const budget = { mayCall: async () => left-- > 0, spent: async () => {} };
    const { vectors, isOutage } = await embedTexts(texts, toolsWith(lengths, { budget }));
    expect(vectors.filter((vector) => vector !== null)).toHaveLength(VECTORS_PER_CALL);
    expect(isOutage).toBe(false);
  });

  it("tell that nobody answers, and ask no more", async () => {
    const refuse: Embed = async () => {
      throw new ModelFailure("refused", "no");
    };
    const texts = Array.from({ length: VECTORS_PER_CALL * 20 }, (_, n) => `text ${n}`);
    const tools = toolsWith(refuse);
    expect(await embedTexts(texts, tools)).toMatchObject({ isOutage: true });
    expect(tools.calls.length).toBeLessThan(20);
  });

  it("are asked for once more where the service says that it may go well then", async () => {
    let calls = 0;
    const embed: Embed = async (texts, ...rest) => {
      calls += 1;
      if (calls === 1) throw new ModelFailure("passing", "busy", { retryAfterMs: 1 });
      return lengths(texts, ...rest);
    };
    expect((await embedTexts(["a"], toolsWith(embed))).vectors[0]).not.toBeNull();
  });

  it("go on in another attempt when the time is up, and are not asked for when all attempts are spent", async () => {
    const late = toolsWith(lengths, { endsAt: performance.now() - 1 });
    await expect(embedTexts(["a"], late)).rejects.toMatchObject({ code: "range_timed_out" });
    const spent = toolsWith(lengths, { endsAt: null });
    expect(await embedTexts(["a"], spent)).toEqual({ vectors: [null], usage: [], isOutage: false });
  });

  it("go in calls of bounded number and length, a text that is longer alone", () => {
    const long = "x".repeat(VECTOR_CALL_CHARS);
    const sizes = [...batchesOf([...Array.from({ length: VECTORS_PER_CALL + 1 }, () => "a"), long, "b"])];
    expect(sizes.map(({ length }) => length)).toEqual([VECTORS_PER_CALL, 1, 1, 1]);
  });
});

describe("A vector as text", () => {
  it("is little-endian floats, or bytes of which the largest is 127", () => {
    expect(floats(encodeVector([0.5, -2, 1e-3], "float"))).toEqual([0.5, -2, Math.fround(1e-3)]);
    const bytes = new Int8Array(Buffer.from(encodeVector([0.5, -1, 0], "int8") ?? "", "base64"));
    expect([...bytes]).toEqual([64, -127, 0]);
    expect(dimensionsOf(encodeVector([1, 2, 3], "int8") ?? "", "int8")).toBe(3);
    expect(dimensionsOf(encodeVector([1, 2, 3], "float") ?? "", "float")).toBe(3);
  });
});
