/** Events: an id that follows from what happened, and one body for all attempts. */
import { createHash, randomBytes } from "node:crypto";
import { type EventType, TEST_EVENT } from "../contracts/webhook.ts";

export interface WebhookEvent {
  readonly id: string;
  readonly type: EventType;
  readonly job: string | null;
  /** JSON; what is signed, to the byte. */
  readonly body: string;
}

/** `evt_` and 128 bits. The same for the same happening, however often it is found to have happened. */
export function eventId(type: EventType, ...happening: readonly (string | number)[]): string {
  const name = [type, ...happening].join("\n");
  return `evt_${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}

/** The body of an event: its type, when it happened, and little else. Receivers fetch what they need. */
export function eventBody(type: EventType, happenedAt: number, data: object): string {
  return JSON.stringify({ type, timestamp: new Date(happenedAt).toISOString(), data });
}

/** An event that tells of nothing: for a receiver to be tried with. */
export function testEvent(endpoint: string, now: number): WebhookEvent {
  const body = eventBody(TEST_EVENT, now, { endpoint });
  return { id: eventId(TEST_EVENT, endpoint, randomBytes(16).toString("hex")), type: TEST_EVENT, job: null, body };
}
