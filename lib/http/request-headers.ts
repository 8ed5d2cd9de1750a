/** Headers of an upload that say how it is to be treated. */
import { DocatError } from "../errors/docat-error.ts";
import { MAX_IDEMPOTENCY_KEY_CHARS } from "../limits/limits.ts";

/** A string of RFC 9651: in quotes, where only quotes and backslashes are escaped. Null when it is none. */
function unquote(text: string): string | null {
  const inner = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1];
  return inner === undefined ? null : inner.replace(/\\(["\\])/g, "$1");
}

/**
 * The request's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), or null when it has none. The draft wants it in
 * quotes; most clients send it bare, and both are the same key. Throws `idempotency_key_invalid`.
 */
export function idempotencyKeyOf(headers: Headers): string | null {
  const text = headers.get("idempotency-key");
  if (text === null) return null;
  const key = text.startsWith('"') ? unquote(text) : text;
  if (key === null || key.length > MAX_IDEMPOTENCY_KEY_CHARS || !/^[\x21-\x7e]+$/.test(key)) {
    const detail = `1 to ${MAX_IDEMPOTENCY_KEY_CHARS} visible ASCII characters, in quotes or without.`;
    throw new DocatError("idempotency_key_invalid", { detail, pointer: "Idempotency-Key" });
  }
  return key;
}

/** Whether `Cache-Control` says `no-store`: nothing of this request is to serve another, nor of another this one. */
export function forbidsStoring(headers: Headers): boolean {
  const directives = (headers.get("cache-control") ?? "").toLowerCase().split(",");
  return directives.some((directive) => directive.trim() === "no-store");
}
