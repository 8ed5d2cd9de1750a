/** The port to those who recognise signed tokens (JSON Web Tokens, RFC 7519): our own and those of outside issuers. */
import type { Identity } from "./identity.ts";

export interface TokenIdentifier {
  /** The bearer of a token that has the shape of one. Throws `key_invalid`, or what else refuses it. */
  identify(token: string): Promise<Identity>;
}

/** Three parts in base64url. Says nothing about what is in them. */
export function isTokenShaped(credential: string): boolean {
  return /^[\w-]{2,4096}\.[\w-]{2,8192}\.[\w-]{2,2048}$/.test(credential);
}
