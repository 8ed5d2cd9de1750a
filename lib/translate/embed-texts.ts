/** Vectors for texts: those that are remembered, and the others in calls of bounded size, a few at a time. */
import type { EnrichMemory, MemoryEntry, MemoryScope } from "../contracts/enrich-memory.ts";
import type { ModelUsage } from "../contracts/enrichment.ts";
import type { Tokens, VectorEngine } from "../contracts/translator.ts";
import { DocatError } from "../errors/docat-error.ts";
import { CALLS_AT_ONCE, VECTOR_CALL_CHARS, VECTORS_PER_CALL } from "../limits/enrich-limits.ts";
import { callPatiently } from "./call-patiently.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { addUsage, shareUsage } from "./usage.ts";
import { dimensionsOf, encodeVector, type VectorFormat } from "./vector-text.ts";

export interface VectorTools {
  readonly engine: VectorEngine;
  readonly dimensions: number | null;
  readonly format: VectorFormat;
  readonly memory: EnrichMemory;
  readonly scope: MemoryScope;
  readonly priceOf: (engine: string, model: string, tokens: Tokens) => number | null;
  readonly budget: { mayCall(tokens: number): Promise<boolean>; spent(tokens: number): Promise<void> };
  /** Throws when the attempt is to end. */
  readonly check: () => void;
  /** By `performance.now()`: no call begins after it. Null: none begins at all. */
  readonly endsAt: number | null;
  readonly onFailure: (engine: string, error: unknown) => void;
}

export interface Embedded {
  /** As many as texts; null where there is none. */
  readonly vectors: readonly (string | null)[];
  readonly usage: readonly ModelUsage[];
  /** Whether a call came to nothing because nobody answered. */
  readonly isOutage: boolean;
}

/** Texts that go into one call. */
export function* batchesOf(texts: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const text of texts) {
    if (batch.length === VECTORS_PER_CALL || (batch.length > 0 && characters + text.length > VECTOR_CALL_CHARS)) {
      yield batch;
      [batch, characters] = [[], 0];
    }
    batch.push(text);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}

class Embedding {
  readonly found = new Map<string, string>();
  usage: readonly ModelUsage[] = [];
  isOutage = false;
  readonly #tools: VectorTools;
  #isOver: boolean;

  constructor(tools: VectorTools) {
    this.#tools = tools;
    this.#isOver = tools.endsAt === null;
  }

  /** Takes in what is remembered; what was made for this job by an earlier attempt is part of what the job took. */
  async remember(texts: readonly string[]): Promise<string[]> {
    const { memory, scope } = this.#tools;
    const entries = await memory.find(scope, texts);
    for (const [n, text] of texts.entries()) {
      const entry = entries[n];
      if (entry === null || entry === undefined) continue;
      this.found.set(text, entry.text);
      if (entry.job === scope.job) this.usage = addUsage(this.usage, [entry.usage]);
    }
    return texts.filter((text) => !this.found.has(text));
  }

  async work(texts: readonly string[]): Promise<void> {
    const waiting = batchesOf(texts);
    const worker = async () => {
      for (const batch of waiting) await this.#embed(batch);
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
  }

  /** Throws `range_timed_out` when the time is up: another attempt goes on with what is remembered. */
  async #mayCall(batch: readonly string[]): Promise<number | null> {
    const { endsAt, check, budget } = this.#tools;
    if (this.#isOver || endsAt === null) return null;
    check();
    if (performance.now() > endsAt) throw new DocatError("range_timed_out");
    const tokens = batch.reduce((sum, text) => sum + estimateTokens(text), 0);
    if (!(await budget.mayCall(tokens))) this.#isOver = true;
    return this.#isOver ? null : endsAt;
  }

  async #embed(batch: readonly string[]): Promise<void> {
    const endsAt = await this.#mayCall(batch);
    if (endsAt === null) return;
    const { engine, dimensions, budget, onFailure } = this.#tools;
    const patience = { endsAt, onFailure: (error: unknown) => onFailure(engine.engine, error) };
    const called = await callPatiently((signal) => engine.embed(batch, dimensions, signal), patience);
    if (called.kind === "down") {
      this.#isOver = true;
      this.isOutage = true;
      return;
    }
    if (called.kind === "malformed") return budget.spent(called.tokens?.input ?? 0);
    await budget.spent(called.value.tokens.input);
    await this.#keep(batch, called.value);
  }

  async #keep(
    batch: readonly string[],
    { vectors, tokens }: Awaited<ReturnType<VectorEngine["embed"]>>,
  ): Promise<void> {
    const { engine, format, memory, scope, priceOf } = this.#tools;
    const { engine: name, model } = engine;
    const price = tokens.cost ?? priceOf(name, model, tokens);
    const shares = shareUsage(
      { engine: name, model, tokens, price },
      batch.map(({ length }) => length),
    );
    const entries: { source: string; entry: MemoryEntry }[] = [];
    for (const [n, source] of batch.entries()) {
      const text = encodeVector(vectors[n] ?? [], format);
      const usage = shares[n];
      if (usage !== undefined) this.usage = addUsage(this.usage, [usage]);
      if (text === null || usage === undefined) continue;
      this.found.set(source, text);
      entries.push({ source, entry: { text, job: scope.job, usage } });
    }
    await memory.keep(scope, entries);
  }
}

/** Vectors of one length only: what has another one than the first is of no use beside it. */
export async function embedTexts(texts: readonly string[], tools: VectorTools): Promise<Embedded> {
  const embedding = new Embedding(tools);
  await embedding.work(await embedding.remember([...new Set(texts)]));
  const { found, usage, isOutage } = embedding;
  const [first] = found.values();
  const length = first === undefined ? 0 : dimensionsOf(first, tools.format);
  const vectors = texts.map((text) => {
    const vector = found.get(text) ?? null;
    return vector !== null && dimensionsOf(vector, tools.format) === length ? vector : null;
  });
  return { vectors, usage, isOutage };
}
