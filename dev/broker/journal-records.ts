/** The broker's state as JSON and back: bytes as base64, headers as pairs, a formula as its text. What is read is trusted: the broker wrote it. */
import type { DeadLetter } from "./dead-letter.ts";
import type { Outcome } from "./delivery.ts";
import type { DeliveryPlan, Message, MessageDraft } from "./message.ts";
import { parseRetryDelay } from "./retry-delay-expression.ts";
import type { Schedule } from "./schedule.ts";

/** A type as it comes out of JSON: what was bytes or a formula is text. */
type Stored = Readonly<Record<string, unknown>>;

const bytesOf = (text: unknown): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(String(text), "base64"));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function storedPlan(plan: DeliveryPlan): Stored {
  const { retryDelay, callback, failureCallback } = plan;
  return {
    ...plan,
    retryDelay: retryDelay?.expression,
    callback: callback && storedPlan(callback),
    failureCallback: failureCallback && storedPlan(failureCallback),
  };
}

function planOf(stored: Stored): DeliveryPlan {
  const { retryDelay, callback, failureCallback } = stored;
  return {
    ...(stored as unknown as DeliveryPlan),
    retryDelay: typeof retryDelay === "string" ? parseRetryDelay(retryDelay) : undefined,
    callback: callback === undefined ? undefined : planOf(callback as Stored),
    failureCallback: failureCallback === undefined ? undefined : planOf(failureCallback as Stored),
  };
}

const storedDraft = (draft: MessageDraft): Stored => ({ ...storedPlan(draft), body: textOf(draft.body) });
const draftOf = (stored: Stored) => ({ ...planOf(stored), body: bytesOf(stored.body) }) as MessageDraft;

export const storedMessage = (message: Message): Stored => storedDraft(message);
export const messageOf = (stored: unknown): Message => draftOf(stored as Stored) as Message;

export function storedSchedule(schedule: Schedule): Stored {
  return { ...schedule, draft: storedDraft(schedule.draft) };
}

export function scheduleOf(stored: unknown): Schedule {
  const { draft } = stored as { draft: Stored };
  return { ...(stored as Schedule), draft: draftOf(draft) };
}

function storedOutcome(outcome: Outcome): Stored {
  if (outcome.kind !== "answer") return outcome;
  return { ...outcome, headers: [...outcome.headers], body: textOf(outcome.body) };
}

function outcomeOf(stored: Stored): Outcome {
  if (stored.kind !== "answer") return stored as unknown as Outcome;
  const { status, headers, body } = stored;
  return {
    kind: "answer",
    status: Number(status),
    headers: new Headers(headers as [string, string][]),
    body: bytesOf(body),
  };
}

export function storedDeadLetter(letter: DeadLetter): Stored {
  return { ...letter, message: storedMessage(letter.message), outcome: storedOutcome(letter.outcome) };
}

export function deadLetterOf(stored: unknown): DeadLetter {
  const { message, outcome } = stored as { message: Stored; outcome: Stored };
  return { ...(stored as DeadLetter), message: messageOf(message), outcome: outcomeOf(outcome) };
}
