/** What went wrong with a call through the AI SDK, without a word of what was sent. */
import { APICallError, type LanguageModelUsage, NoObjectGeneratedError, NoOutputGeneratedError } from "ai";
import { ModelFailure, type Tokens } from "../contracts/translator.ts";

// What a model does not know is looked after here; the SDK would write it to the log at every call.
globalThis.AI_SDK_LOG_WARNINGS = false;

const count = (tokens: number | undefined) =>
  tokens !== undefined && Number.isFinite(tokens) && tokens > 0 ? Math.round(tokens) : 0;

/** A service may tell what a call cost: OpenRouter does. */
function costOf(raw: unknown): number | null {
  const cost = typeof raw === "object" && raw !== null && "cost" in raw ? raw.cost : null;
  return typeof cost === "number" && Number.isFinite(cost) && cost >= 0 ? cost : null;
}

export function tokensOf(usage: LanguageModelUsage | undefined): Tokens {
  return { input: count(usage?.inputTokens), output: count(usage?.outputTokens), cost: costOf(usage?.raw) };
}

const MAX_RETRY_AFTER_MS = 3_600_000;

/** `Retry-After` in seconds, or as a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  if (header === null || header === undefined) return null;
  const text = header.trim();
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : null;
}

/** `service` names who was asked. */
export function toFailure(error: unknown, service: string): ModelFailure {
  if (error instanceof ModelFailure) return error;
  if (NoObjectGeneratedError.isInstance(error)) {
    return new ModelFailure("malformed", `${service}: no such answer (${error.finishReason})`, {
      tokens: tokensOf(error.usage),
    });
  }
  if (NoOutputGeneratedError.isInstance(error)) return new ModelFailure("malformed", `${service}: no answer`);
  if (APICallError.isInstance(error)) {
    const { statusCode = 0, responseHeaders = {}, isRetryable } = error;
    // An answer that came with 200 and cannot be read.
    if (statusCode === 200) return new ModelFailure("malformed", `${service}: an answer that cannot be read`);
    const kind = isRetryable ? "passing" : "refused";
    const wait = retryAfterMs(responseHeaders["retry-after"], Date.now());
    return new ModelFailure(kind, `${service}: status ${statusCode}`, { retryAfterMs: wait });
  }
  // No connection, or none in time.
  return new ModelFailure("passing", `${service}: ${error instanceof Error ? error.name : "no answer"}`);
}
