/** The ports to whoever translates: a language model that answers in a given form, and an engine that translates texts. */
import type { ModelEngine } from "./enrich-options.ts";

/** What a call took. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
  /** US dollars, where the service tells. */
  readonly cost: number | null;
}

/** `passing`: it may go well later. `refused`: it will not. `malformed`: it was answered, with nothing that can be used. */
export type FailureKind = "passing" | "refused" | "malformed";

/** A call to a model that came to nothing. Its message never holds a text of a document. */
export class ModelFailure extends Error {
  readonly kind: FailureKind;
  /** How long the service wants to be left alone. */
  readonly retryAfterMs: number | null;
  readonly tokens: Tokens | null;

  constructor(kind: FailureKind, message: string, more: { retryAfterMs?: number | null; tokens?: Tokens | null } = {}) {
    super(message);
    this.name = "ModelFailure";
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.tokens = more.tokens ?? null;
  }
}

export interface TaggedText {
  readonly id: string;
  readonly text: string;
}

export interface LanguageModel {
  readonly engine: ModelEngine;
  readonly model: string;
  /** Texts by their ids. Throws `ModelFailure`; nothing is tried again here. */
  ask(
    prompt: { readonly system: string; readonly user: string },
    maxOutputTokens: number,
    signal: AbortSignal,
  ): Promise<{ readonly texts: readonly TaggedText[]; readonly tokens: Tokens }>;
}

export interface GlossaryTerm {
  readonly source: string;
  readonly target: string;
}

/** Texts with tags in them (`lib/translate/protect.ts`), and how they are wanted. */
export interface TranslationRequest {
  readonly to: string;
  readonly from: string | null;
  readonly formality: "formal" | "informal" | null;
  readonly texts: readonly TaggedText[];
  /** What stands before and behind them, for the sense only. */
  readonly before: string;
  readonly after: string;
  readonly terms: readonly GlossaryTerm[];
}

export interface TranslationEngine {
  readonly engine: ModelEngine;
  readonly model: string;
  /** What comes back is not trusted: a text may be missing, or be anything. Throws `ModelFailure`. */
  translate(
    request: TranslationRequest,
    signal: AbortSignal,
  ): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly tokens: Tokens }>;
}

export interface VectorEngine {
  readonly engine: ModelEngine;
  readonly model: string;
  /** As many vectors as texts, in their order. Throws `ModelFailure`. */
  embed(
    texts: readonly string[],
    dimensions: number | null,
    signal: AbortSignal,
  ): Promise<{ readonly vectors: readonly (readonly number[])[]; readonly tokens: Tokens }>;
}
