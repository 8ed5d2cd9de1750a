/** The port to the messages that the broker gave up on: those to our own stages, never another project's. */
import type { DeadLetterError } from "../contracts/dead-letter.ts";
import type { StageMessage } from "../contracts/stage-message.ts";

export interface DeadLetter {
  readonly id: string;
  readonly stage: string;
  /** The message, or the one that a report of failure is about. Null when it belongs to no job or cannot be read. */
  readonly message: StageMessage | null;
  /** Milliseconds since 1970, by the broker's clock. */
  readonly publishedAt: number;
  readonly failedAt: number;
  readonly responseStatus: number | null;
  readonly error: DeadLetterError;
}

/** Every method throws `queue_unavailable` when the broker does not answer in time. */
export interface DeadLetterStore {
  /**
   * At most `limit` letters from the cursor on, and the cursor of the next page, if there is one. A page may be short.
   * Throws `options_invalid` for a cursor that the broker does not take.
   */
  list(page: {
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<{ readonly letters: readonly DeadLetter[]; readonly cursor: string | null }>;
  /** Throws `dead_letter_unknown`. */
  find(id: string): Promise<DeadLetter>;
  /** Publishes the message again, as a new one with attempts of its own, and strikes the letter off. Throws `dead_letter_unknown`. */
  retry(letter: DeadLetter): Promise<void>;
  /** Throws `dead_letter_unknown`. */
  discard(letter: DeadLetter): Promise<void>;
}
