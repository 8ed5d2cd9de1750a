/** API keys: how one is made, stored and recognised. The secret itself is never stored. */
import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

export const apiKeyRecordSchema = z.object({
  /** Public name of the key; safe to log. */
  id: z.string(),
  /** Whose jobs this key may see. */
  tenant: z.string(),
  /** Whether it may do what is the operator's alone. No key that is issued may. */
  admin: z.boolean().default(false),
});
export type ApiKeyRecord = z.infer<typeof apiKeyRecordSchema>;

/** The port to the keys' memory, by the secret's digest. */
export interface ApiKeyStore {
  put(digest: string, record: ApiKeyRecord): Promise<void>;
  find(digest: string): Promise<ApiKeyRecord | null>;
}

/** Whether a secret can be one: a bearer token (RFC 6750) of 8 to 512 characters. What is not is refused without asking the store. */
export function isKeyShaped(secret: string): boolean {
  return /^[A-Za-z0-9._~+/-]{8,512}=*$/.test(secret);
}

/** The SHA-256 of the secret in hexadecimal: enough for secrets of high entropy, and safe as a lookup key. */
export function digestKey(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** A fresh secret of 256 random bits. */
export function generateKey(): string {
  return `dk_${randomBytes(32).toString("base64url")}`;
}

/** The record of a key; its public name follows from the digest. */
export function describeKey(digest: string, tenant: string): ApiKeyRecord {
  return { id: `key_${digest.slice(0, 16)}`, tenant, admin: false };
}

/** Makes a key known to a deployment. Repeating it is harmless. */
export async function issueKey(store: ApiKeyStore, secret: string, tenant: string): Promise<ApiKeyRecord> {
  const digest = digestKey(secret);
  const record = describeKey(digest, tenant);
  await store.put(digest, record);
  return record;
}
