/** Engines in the order in which they are asked: one that does not answer is passed over from then on. */
import { ModelFailure, type Tokens, type TranslationEngine, type TranslationRequest } from "../contracts/translator.ts";
import { CALL_ATTEMPTS, CALL_PAUSE_MS, CALL_TIMEOUT_MS, LONGEST_PAUSE_MS } from "../limits/enrich-limits.ts";

/** What a call came to; `tokens` also of those that came to nothing. */
export interface Answered {
  readonly engine: Pick<TranslationEngine, "engine" | "model">;
  readonly texts: ReadonlyMap<string, string>;
  readonly tokens: Tokens;
}

const NOTHING_TAKEN: Tokens = { input: 0, output: 0, cost: null };

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

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
    for (let attempt = 1; attempt <= CALL_ATTEMPTS; attempt++) {
      if (performance.now() > this.#endsAt) return null;
      try {
        return { engine, ...(await engine.translate(request, AbortSignal.timeout(CALL_TIMEOUT_MS))) };
      } catch (error) {
        this.#onFailure(engine.engine, error);
        if (!(error instanceof ModelFailure) || error.kind === "refused") return null;
        if (error.kind === "malformed") return { engine, texts: new Map(), tokens: error.tokens ?? NOTHING_TAKEN };
        if (!(await this.#waitFor(error, attempt))) return null;
      }
    }
    return null;
  }

  /** Whether another attempt makes sense, once it does. */
  async #waitFor({ retryAfterMs }: ModelFailure, attempt: number): Promise<boolean> {
    const wait = retryAfterMs ?? CALL_PAUSE_MS * 2 ** (attempt - 1);
    const isTooLong = wait > LONGEST_PAUSE_MS || performance.now() + wait > this.#endsAt;
    if (attempt === CALL_ATTEMPTS || isTooLong) return false;
    await pause(wait);
    return true;
  }
}
