/** One attempt: sign, send, read a bounded answer. Knows nothing of retries. */
import type { Clock } from "./clock.ts";
import type { Bytes, Message } from "./message.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";
import { signDelivery } from "./signature.ts";

export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Headers;
  /** Cut at the plan's message size. */
  readonly body: Bytes;
}

/** `no-answer`: refused, reset or timed out. `aborted`: the broker was closed meanwhile, and nothing must follow. */
export type Outcome = Answer | { readonly kind: "no-answer"; readonly error: string } | { readonly kind: "aborted" };

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly signingKey: string;
  readonly newId: () => string;
  /** Aborts every attempt at once, when the broker closes. */
  readonly closing: AbortSignal;
}

/** Delivers the message once. Never throws. Redirects are answers like any other, and count as failures. */
export async function deliver(message: Message, options: DeliveryOptions): Promise<Outcome> {
  const timeout = new AbortController();
  const cancelTimer = options.clock.after(message.timeoutMs, () => timeout.abort());
  const body = message.method === "GET" ? new Uint8Array(0) : message.body;
  try {
    const response = await options.fetch(message.url, {
      method: message.method,
      headers: await deliveryHeaders(message, body, options),
      ...(message.method === "GET" ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([timeout.signal, options.closing]),
    });
    const answered = await readAtMost(response.body, PLAN_LIMITS.maxMessageBytes);
    return { kind: "answer", status: response.status, headers: response.headers, body: answered };
  } catch (error) {
    if (options.closing.aborted) return { kind: "aborted" };
    if (timeout.signal.aborted) return { kind: "no-answer", error: `timed out after ${message.timeoutMs} ms` };
    return { kind: "no-answer", error: describe(error) };
  } finally {
    cancelTimer();
  }
}

async function deliveryHeaders(message: Message, body: Bytes, options: DeliveryOptions): Promise<Headers> {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headers)) {
    for (const value of values) headers.append(name, value);
  }
  headers.set("User-Agent", "Upstash-QStash");
  headers.set("Upstash-Message-Id", message.messageId);
  headers.set("Upstash-Retried", String(message.retried));
  headers.set("Upstash-Caller-Ip", "127.0.0.1");
  if (message.scheduleId !== undefined) headers.set("Upstash-Schedule-Id", message.scheduleId);
  if (message.labels.length > 0) headers.set("Upstash-Label", message.labels.join(","));
  const { signingKey, newId, clock } = options;
  const signature = { url: message.url, body, signingKey, tokenId: `jwt_${newId()}`, nowMs: clock.now() };
  headers.set("Upstash-Signature", await signDelivery(signature));
  return headers;
}

/** The first `maxBytes` of a stream; the rest is not fetched. */
async function readAtMost(stream: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= maxBytes) break;
  }
  const bytes = new Uint8Array(Math.min(size, maxBytes));
  let offset = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - offset);
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** fetch hides the reason (`ECONNREFUSED`) in the cause of a "fetch failed". */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
