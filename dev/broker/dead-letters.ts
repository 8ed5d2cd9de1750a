/** Messages whose delivery failed for good, until someone retries or deletes them. The oldest give way above the bound. */
import { BrokerError } from "./broker-error.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { Outcome } from "./delivery.ts";
import { type Journal, NO_JOURNAL } from "./journal.ts";
import { storedDeadLetter } from "./journal-records.ts";
import type { Message } from "./message.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";

export class DeadLetters {
  readonly #letters = new Map<string, DeadLetter>();
  readonly #journal: Journal;
  #sequence = 0;

  constructor(journal: Journal = NO_JOURNAL) {
    this.#journal = journal;
  }

  get size(): number {
    return this.#letters.size;
  }

  add(message: Message, outcome: Outcome, nowMs: number): string {
    this.#prune(nowMs);
    const dlqId = `${nowMs}-${this.#sequence}`;
    this.#sequence += 1;
    const letter = { dlqId, message, outcome, failedAt: nowMs };
    this.#letters.set(dlqId, letter);
    this.#journal.put("deadLetters", dlqId, storedDeadLetter(letter));
    return dlqId;
  }

  /** Takes up what an earlier broker kept. */
  restore(letters: readonly DeadLetter[]): void {
    for (const letter of [...letters].sort((one, other) => sequenceOf(one.dlqId) - sequenceOf(other.dlqId))) {
      this.#letters.set(letter.dlqId, letter);
      this.#sequence = sequenceOf(letter.dlqId) + 1;
    }
  }

  /** Throws a 404 for an id that is not, or no longer, there. */
  get(dlqId: string): DeadLetter {
    const letter = this.#letters.get(dlqId);
    if (!letter) throw new BrokerError(404, `message ${dlqId} not found in the dlq`);
    return letter;
  }

  delete(dlqId: string): boolean {
    this.#journal.remove("deadLetters", dlqId);
    return this.#letters.delete(dlqId);
  }

  /** Matching letters in the order of their failure, those after the cursor's, and the cursor of the next page if any. */
  page(matches: (letter: DeadLetter) => boolean, cursor: string | undefined, count: number, nowMs: number) {
    this.#prune(nowMs);
    const after = cursor === undefined ? -1 : sequenceOf(cursor);
    const found = [...this.#letters.values()].filter((letter) => sequenceOf(letter.dlqId) > after && matches(letter));
    const letters = found.slice(0, count);
    return { letters, cursor: found.length > count ? letters.at(-1)?.dlqId : undefined };
  }

  #prune(nowMs: number): void {
    for (const [dlqId, { failedAt }] of this.#letters) {
      const isOld = failedAt + PLAN_LIMITS.deadLetterRetentionMs <= nowMs;
      if (!isOld && this.#letters.size < PLAN_LIMITS.maxDeadLetters) break;
      this.delete(dlqId);
    }
  }
}

function sequenceOf(dlqId: string): number {
  const sequence = Number(dlqId.split("-")[1]);
  if (!Number.isInteger(sequence)) throw new BrokerError(400, `invalid cursor ${dlqId}`);
  return sequence;
}
