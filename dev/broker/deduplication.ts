/** Which messages were seen in the last ten minutes, by the sender's id or by a hash of what was sent. */
import { createHash } from "node:crypto";
import { type Journal, NO_JOURNAL } from "./journal.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";

interface Seen {
  readonly messageId: string;
  readonly untilMs: number;
}

interface Content {
  readonly url: string;
  readonly body: Uint8Array;
  /** Content type and forwarded headers, the ones that count as content. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** A key for content-based deduplication: destination, headers and body. */
export function contentKey({ url, body, headers }: Content): string {
  const sorted = Object.entries(headers).sort(([left], [right]) => left.localeCompare(right));
  return `content:${createHash("sha256")
    .update(JSON.stringify([url, sorted]))
    .update(body)
    .digest("hex")}`;
}

/** Remembers keys for the window; older ones are forgotten as new ones arrive. */
export class Deduplication {
  // Insertion order is time order, so that expired entries are always at the front.
  readonly #seen = new Map<string, Seen>();
  readonly #journal: Journal;

  constructor(journal: Journal = NO_JOURNAL) {
    this.#journal = journal;
  }

  /** The message that already has this key, if its window is still open. */
  find(key: string, nowMs: number): string | undefined {
    const entry = this.#seen.get(key);
    return entry && entry.untilMs > nowMs ? entry.messageId : undefined;
  }

  remember(key: string, messageId: string, nowMs: number): void {
    for (const [old, { untilMs }] of this.#seen) {
      if (untilMs > nowMs) break;
      this.#seen.delete(old);
      this.#journal.remove("seen", old);
    }
    this.#seen.delete(key);
    const seen = { messageId, untilMs: nowMs + PLAN_LIMITS.deduplicationWindowMs };
    this.#seen.set(key, seen);
    this.#journal.put("seen", key, seen);
  }

  /** Takes up what an earlier broker kept. */
  restore(records: ReadonlyMap<string, unknown>): void {
    const seen = [...records].map(([key, record]) => [key, record as Seen] as const);
    for (const [key, entry] of seen.sort(([, one], [, other]) => one.untilMs - other.untilMs))
      this.#seen.set(key, entry);
  }
}
