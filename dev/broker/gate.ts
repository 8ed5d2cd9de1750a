/** What may hold a message back: the port of flow control and queues. */

/** A rule that may hold a message back. */
export interface Gate<T> {
  /** When the message may start: now or earlier, a later time, or infinity for "when something else changes". */
  readyAt(message: T, nowMs: number): number;
  enter?(message: T, nowMs: number): void;
  leave?(message: T): void;
}
