/** The `Upstash-Signature` of a delivery: a JWT that binds the destination and the body to the signing key (HS256). */
import { createHash } from "node:crypto";
import { SignJWT } from "jose";

interface SignedDelivery {
  /** Exactly the URL that was published to, with its query: receivers compare it letter by letter. */
  readonly url: string;
  readonly body: Uint8Array;
  readonly signingKey: string;
  readonly tokenId: string;
  readonly nowMs: number;
}

const LIFETIME_SECONDS = 300;

/** Signs one attempt. Every attempt has its own token id and times; the claims are those that QStash documents. */
export function signDelivery({ url, body, signingKey, tokenId, nowMs }: SignedDelivery): Promise<string> {
  const nowSeconds = Math.floor(nowMs / 1000);
  const bodyHash = createHash("sha256").update(body).digest("base64url");
  return new SignJWT({ body: bodyHash })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("Upstash")
    .setSubject(url)
    .setIssuedAt(nowSeconds)
    .setNotBefore(nowSeconds)
    .setExpirationTime(nowSeconds + LIFETIME_SECONDS)
    .setJti(tokenId)
    .sign(new TextEncoder().encode(signingKey));
}
