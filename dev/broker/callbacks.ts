/** The message that tells a callback URL how an attempt ended. */
import type { Outcome } from "./delivery.ts";
import type { DeliveryPlan, Message, MessageDraft } from "./message.ts";
import { toHeaderLists } from "./message.ts";
import { defined, toBase64 } from "./message-view.ts";

interface CallbackSource {
  readonly message: Message;
  readonly outcome: Outcome;
  /** Only for failure callbacks: where the message now lies. */
  readonly dlqId?: string;
}

/** A draft for the callback of `plan`, with the body that QStash documents. Bodies in it are base64, headers are lists. */
export function callbackDraft(plan: DeliveryPlan, { message, outcome, dlqId }: CallbackSource): MessageDraft {
  const answer = outcome.kind === "answer" ? outcome : undefined;
  const error = outcome.kind === "no-answer" ? outcome.error : "";
  const content = {
    // Without an answer there is no status: 0 and the reason in the body stand for it.
    status: answer?.status ?? 0,
    header: answer ? toHeaderLists(answer.headers) : {},
    body: toBase64(answer?.body ?? new TextEncoder().encode(error)),
    retried: message.retried,
    maxRetries: message.maxRetries,
    sourceMessageId: message.messageId,
    url: message.url,
    method: message.method,
    sourceHeader: message.headers,
    sourceBody: toBase64(message.body),
    notBefore: message.nextAttemptAt,
    createdAt: message.createdAt,
    callerIP: "127.0.0.1",
    ...defined({ scheduleId: message.scheduleId, dlqId }),
  };
  return {
    ...plan,
    body: new TextEncoder().encode(JSON.stringify(content)),
    deduplicationKey: undefined,
    queueName: undefined,
    scheduleId: undefined,
  };
}
