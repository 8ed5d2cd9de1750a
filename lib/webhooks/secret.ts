/** Secrets of endpoints and signatures of events, as Standard Webhooks has them (https://www.standardwebhooks.com, version 1). */
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
/** The specification asks for 24 to 64. */
const SECRET_BYTES = 32;

export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

/** What is signed, and with which secrets: several while one takes another's place. */
export interface Signable {
  readonly id: string;
  /** Milliseconds since 1970 of this attempt, not of the event: receivers refuse what is old. */
  readonly at: number;
  readonly body: string;
}

/** The headers of one attempt. `webhook-signature` has a signature by each secret, the newest first. */
export function signedHeaders({ id, at, body }: Signable, secrets: readonly string[]): Record<string, string> {
  const seconds = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signatures.join(" ") };
}
