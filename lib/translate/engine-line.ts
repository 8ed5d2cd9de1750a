/** Engines in the order in which they are asked: one that does not answer is passed over from then on. */
import type { Tokens, TranslationEngine, TranslationRequest } from "../contracts/translator.ts";
import { callPatiently } from "./call-patiently.ts";

/** What a call came to; `tokens` also of those that came to nothing. */
export interface Answered {
  readonly engine: Pick<TranslationEngine, "engine" | "model">;
  readonly texts: ReadonlyMap<string, string>;
  readonly tokens: Tokens;
}

const NOTHING_TAKEN: Tokens = { input: 0, output: 0, cost: null };

export class EngineLine {
  readonly #engines: readonly TranslationEngine[];
  readonly #down = new Set<TranslationEngine>();
  readonly #onFailure: (engine: string, error: unknown) => void;
  /** Milliseconds by `performance.now()` at which no further attempt begins. */
  readonly #endsAt: number;

  constructor(
    engines: readonly TranslationEngine[],
    endsAt: number,
    onFailure: (engine: string, error: unknown) => void,
  ) {
    this.#engines = engines;
    this.#endsAt = endsAt;
    this.#onFailure = onFailure;
  }

  /** Whether nobody is left to be asked. */
  get isDown(): boolean {
    return this.#engines.every((engine) => this.#down.has(engine));
  }

  /** The engines that may still answer, those behind the first one before it where the second opinion is asked for. */
  candidates(second: boolean): readonly TranslationEngine[] {
    const up = this.#engines.filter((engine) => !this.#down.has(engine));
    return second ? [...up.slice(1), ...up.slice(0, 1)] : up;
  }

  /** The first answer. Null when nobody answers. An answer that is of no use is told with no texts. */
  async ask(request: TranslationRequest, second: boolean): Promise<Answered | null> {
    for (const engine of this.candidates(second)) {
      const answered = await this.#askOne(engine, request);
      if (answered !== null) return answered;
      this.#down.add(engine);
    }
    return null;
  }

  async #askOne(engine: TranslationEngine, request: TranslationRequest): Promise<Answered | null> {
    const onFailure = (error: unknown) => this.#onFailure(engine.engine, error);
    const patience = { endsAt: this.#endsAt, onFailure };
    const called = await callPatiently((signal) => engine.translate(request, signal), patience);
    if (called.kind === "answered") return { engine, ...called.value };
    return called.kind === "down" ? null : { engine, texts: new Map(), tokens: called.tokens ?? NOTHING_TAKEN };
  }
}
