/** Entity tags (RFC 9110, 8.8.3): whether what a caller has is still what it would be given. */
import { createHash } from "node:crypto";

const TAG_CHARS = 22;
/** Tags of an `If-None-Match` that are looked at. */
const MAX_TAGS = 32;

/** Names the bytes of an answer by all that they follow from. */
export function strongTag(...from: readonly unknown[]): string {
  return `"${createHash("sha256").update(JSON.stringify(from)).digest("base64url").slice(0, TAG_CHARS)}"`;
}

/** Names what an answer tells, where its bytes may differ. */
export function weakTag(...from: readonly unknown[]): string {
  return `W/${strongTag(...from)}`;
}

const opaque = (tag: string) => tag.trim().replace(/^W\//, "");

/** Whether the request's `If-None-Match` names the tag; as for any GET, a weak comparison will do (RFC 9110, 13.1.2). */
export function isKnown(headers: Headers, tag: string): boolean {
  const known = (headers.get("if-none-match") ?? "").split(",", MAX_TAGS).map(opaque);
  return known.includes("*") || known.includes(opaque(tag));
}

/** What is answered to a request that has it all already. */
export function notModified(tag: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 304, headers: { "cache-control": "private, no-store", etag: tag, ...headers } });
}
