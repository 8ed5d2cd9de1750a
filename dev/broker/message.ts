/** A message as the broker keeps it: what was asked (draft), and what became of it so far. */
import type { FlowLimits } from "./flow-limits.ts";
import type { RetryDelay } from "./retry-delay-expression.ts";

/** Raw bytes with a buffer of their own, as fetch wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Header names in HTTP's usual capitals (`Content-Type`), each with its values, as QStash shows them. */
export type HeaderLists = Readonly<Record<string, readonly string[]>>;

/** How a message is delivered, whatever its body is; callbacks and schedules keep one of these for later. */
export interface DeliveryPlan {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderLists;
  readonly delayMs: number;
  /** Milliseconds since the epoch; wins over `delayMs`. */
  readonly notBefore: number | undefined;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly retryDelay: RetryDelay | undefined;
  readonly labels: readonly string[];
  readonly flowControl: FlowLimits | undefined;
  readonly redact: readonly string[];
  readonly callback: DeliveryPlan | undefined;
  readonly failureCallback: DeliveryPlan | undefined;
}

export interface MessageDraft extends DeliveryPlan {
  readonly body: Bytes;
  readonly deduplicationKey: string | undefined;
  readonly queueName: string | undefined;
  readonly scheduleId: string | undefined;
}

export interface Message extends MessageDraft {
  readonly messageId: string;
  readonly createdAt: number;
  /** When the next attempt may start, in milliseconds since the epoch; moves with every retry. */
  nextAttemptAt: number;
  /** How many retries were started; 0 during the first attempt. */
  retried: number;
  /** Set while an attempt runs that must not be followed by another. */
  cancelRequested: boolean;
}

/** `content-type` → `Content-Type`. */
export function canonicalHeaderName(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

export function toHeaderLists(headers: Headers): HeaderLists {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    const canonical = canonicalHeaderName(name);
    lists[canonical] = [...(lists[canonical] ?? []), value];
  }
  return lists;
}
