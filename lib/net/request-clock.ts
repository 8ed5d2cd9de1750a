/** The time of one request: a deadline over all of it, shorter ones over its steps, and the caller's own signal. */
import { DocatError } from "../errors/docat-error.ts";
import { unreachable } from "./unreachable.ts";

export class RequestClock {
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  readonly #onCaller = () => this.#controller.abort(this.#caller?.reason);

  constructor(totalMs: number, caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.#total = setTimeout(() => this.#giveUp("The request"), totalMs);
    if (caller?.aborted === true) this.#onCaller();
    caller?.addEventListener("abort", this.#onCaller, { once: true });
  }

  /** Fires when the request is over for lack of time, or because the caller gave it up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts a deadline for one step; the answer stops it. */
  limit(ms: number, step: string): () => void {
    const timer = setTimeout(() => this.#giveUp(step), ms);
    return () => clearTimeout(timer);
  }

  /** What a failure means to the caller: their own reason when they gave up, what is said already, `url_unreachable` else. */
  meaningOf(error: unknown): unknown {
    if (this.#caller?.aborted === true) return this.#caller.reason;
    if (error instanceof DocatError) return error;
    return unreachable(this.signal.aborted ? this.signal.reason : error);
  }

  /** The request is over: no timer and no listener is left. */
  end(): void {
    clearTimeout(this.#total);
    this.#caller?.removeEventListener("abort", this.#onCaller);
  }

  #giveUp(step: string): void {
    this.#controller.abort(new Error(`${step} took too long.`));
  }
}
