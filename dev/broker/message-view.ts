/** What the API shows of a message: QStash's field names, redacted where the sender asked for it. */
import { createHash } from "node:crypto";
import type { Answer, Outcome } from "./delivery.ts";
import { type Bytes, canonicalHeaderName, type HeaderLists, type MessageDraft, toHeaderLists } from "./message.ts";

type Viewed = MessageDraft & { readonly messageId: string; readonly createdAt: number; readonly nextAttemptAt: number };

/** The message as `GET /v2/messages/<id>` answers it. */
export function messageView(message: Viewed) {
  return {
    messageId: message.messageId,
    notBefore: message.nextAttemptAt,
    createdAt: message.createdAt,
    ...draftView(message),
  };
}

/** The part that schedules show too. */
export function draftView(draft: MessageDraft) {
  const { flowControl, labels } = draft;
  const isBodyHidden = draft.redact.includes("body");
  return {
    url: draft.url,
    method: draft.method,
    header: redactHeaders(draft.headers, draft.redact),
    ...(isBodyHidden ? { body: redacted(draft.body) } : bodyView(draft.body)),
    maxRetries: draft.maxRetries,
    callerIP: "127.0.0.1",
    ...defined({
      retryDelayExpression: draft.retryDelay?.expression,
      callback: draft.callback?.url,
      failureCallback: draft.failureCallback?.url,
      queueName: draft.queueName,
      scheduleId: draft.scheduleId,
      flowControlKey: flowControl?.key,
      parallelism: flowControl?.parallelism,
      rate: flowControl?.rate,
      period: flowControl && flowControl.periodMs / 1000,
      label: labels.length > 0 ? labels.join(",") : undefined,
      labels: labels.length > 0 ? labels : undefined,
    }),
  };
}

/** The destination's answer as a dead letter shows it. */
export function outcomeView(outcome: Outcome) {
  if (outcome.kind !== "answer") return outcome.kind === "no-answer" ? { error: outcome.error } : {};
  const { body, bodyBase64 } = bodyView(outcome.body);
  return {
    responseStatus: outcome.status,
    responseHeader: toHeaderLists(outcome.headers),
    ...defined({ responseBody: body, responseBodyBase64: bodyBase64 }),
  };
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Why an attempt counts as failed, in a few words. */
export function failureText(outcome: Answer | { readonly kind: "no-answer"; readonly error: string }): string {
  return outcome.kind === "answer" ? `the destination answered ${outcome.status}` : outcome.error;
}

/** The object without its undefined fields, as JSON would drop them anyway, so that types and wire agree. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** `body` for UTF-8, `bodyBase64` for anything else. */
function bodyView(bytes: Bytes): { body?: string; bodyBase64?: string } {
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { bodyBase64: toBase64(bytes) };
  }
}

function redactHeaders(headers: HeaderLists, redact: readonly string[]): HeaderLists {
  const hidesAll = redact.includes("header") || redact.includes("headers");
  const hidden = new Set(redact.map((field) => canonicalHeaderName(/^headers?\[(.+)\]$/.exec(field)?.[1] ?? "")));
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [
      name,
      hidesAll || hidden.has(name) ? values.map((value) => redacted(value)) : values,
    ]),
  );
}

function redacted(value: string | Uint8Array): string {
  return `REDACTED:${createHash("sha256").update(value).digest("hex")}`;
}
