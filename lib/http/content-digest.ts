/** The checksum that comes with bytes: `Content-Digest` (RFC 9530) with SHA-256. */
import { createHash } from "node:crypto";
import { DocatError } from "../errors/docat-error.ts";

const SHA_256 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)/;

/** The SHA-256 that the header tells, in base64. Throws `bad_request` when there is none. */
export function contentDigestOf(headers: Headers): string {
  const digest = SHA_256.exec(headers.get("content-digest") ?? "")?.[1];
  if (digest !== undefined) return digest;
  throw new DocatError("bad_request", {
    detail: "Send `Content-Digest: sha-256=:…:` with the base64 of the SHA-256 of the bytes.",
    pointer: "Content-Digest",
  });
}

/** Throws `checksum_mismatch` when the bytes have another SHA-256. */
export function checkDigest(bytes: Uint8Array, digest: string): void {
  if (createHash("sha256").update(bytes).digest("base64") !== digest) throw new DocatError("checksum_mismatch");
}
