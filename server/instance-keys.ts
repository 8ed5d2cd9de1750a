/** The keys with which the server's parts know each other, the same at every start: made of INSTANCE_SECRET by HKDF (RFC 5869). */
import { hkdfSync } from "node:crypto";

const KEY_BYTES = 32;

export interface InstanceKeys {
  readonly redisToken: string;
  readonly brokerToken: string;
  readonly currentSigningKey: string;
  readonly nextSigningKey: string;
}

/**
 * The Redis token must not change by itself: the names of what is stored are made with it. Signing keys need no change of their own, since the
 * broker that signs and the functions that verify are one process.
 */
export function instanceKeys(secret: string): InstanceKeys {
  const derive = (purpose: string): string =>
    Buffer.from(hkdfSync("sha256", secret, "docat", purpose, KEY_BYTES)).toString("base64url");
  return {
    redisToken: derive("redis"),
    brokerToken: derive("broker"),
    currentSigningKey: `sig_${derive("signing, current")}`,
    nextSigningKey: `sig_${derive("signing, next")}`,
  };
}
