/** The log of what happened to messages: the newest ten thousand entries, newest first when read. */
import type { Message } from "./message.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";

type EventState = "CREATED" | "ACTIVE" | "RETRY" | "ERROR" | "DELIVERED" | "FAILED" | "CANCEL_REQUESTED" | "CANCELED";

interface EventDetails {
  readonly error?: string;
  readonly responseStatus?: number;
  readonly nextDeliveryTime?: number;
}

export interface BrokerEvent extends EventDetails {
  /** Grows by one with every entry; serves as the cursor. */
  readonly sequence: number;
  readonly time: number;
  readonly state: EventState;
  /** Without its body, so that the log does not keep bodies alive. */
  readonly message: Omit<Message, "body">;
  /** How often it had been retried when this happened. */
  readonly retried: number;
}

export class Events {
  readonly #entries: BrokerEvent[] = [];
  #nextSequence = 1;

  record(state: EventState, message: Message, time: number, details: EventDetails = {}): void {
    const { body: _, ...rest } = message;
    this.#entries.push({
      ...details,
      sequence: this.#nextSequence,
      time,
      state,
      message: rest,
      retried: message.retried,
    });
    this.#nextSequence += 1;
    // Trimmed in steps: shifting an array of ten thousand on every entry would be quadratic.
    if (this.#entries.length > PLAN_LIMITS.maxEvents * 1.1) {
      this.#entries.splice(0, this.#entries.length - PLAN_LIMITS.maxEvents);
    }
  }

  /** Entries older than the cursor that match, newest first, at most `count` of them. */
  page(matches: (event: BrokerEvent) => boolean, cursor: number, count: number): BrokerEvent[] {
    const found: BrokerEvent[] = [];
    for (let index = this.#entries.length - 1; index >= 0 && found.length < count; index -= 1) {
      const event = this.#entries[index];
      if (event && event.sequence < cursor && matches(event)) found.push(event);
    }
    return found;
  }
}
