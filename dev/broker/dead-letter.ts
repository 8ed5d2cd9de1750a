/** A message whose delivery failed for good, and how. */
import type { Outcome } from "./delivery.ts";
import type { Message } from "./message.ts";

export interface DeadLetter {
  readonly dlqId: string;
  readonly message: Message;
  readonly outcome: Outcome;
  readonly failedAt: number;
}
