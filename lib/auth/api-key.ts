/** API keys: what is kept of one, and whom it makes of its bearer. The secret itself is never stored. */
import { z } from "zod";
import { securityPolicySchema } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Identity } from "./identity.ts";
import { digestKey, isSameDigest, parseKeyText } from "./key-text.ts";
import { FREE_PLAN } from "./plan.ts";
import { ACCOUNT_SCOPES, accountScopeSchema } from "./scope.ts";

/** What its owner may change. */
export const apiKeySettingsSchema = z.object({
  name: z.string(),
  scopes: z.array(accountScopeSchema),
  /** In place of the plan's limits, by policy; null: none. */
  limits: z.record(z.string(), z.number().nullable()),
  /** Browsers that may present it; null: from any origin that the deployment lets in. */
  origins: z.array(z.string()).nullable(),
  /** What is done about findings in every job of this key; a job may ask for stricter, not for less. */
  security: securityPolicySchema,
  /** Milliseconds since 1970; null: never. */
  expiresAt: z.number().nullable(),
});
export type ApiKeySettings = z.infer<typeof apiKeySettingsSchema>;

export const apiKeyRecordSchema = apiKeySettingsSchema.extend({
  /** The part of the key that is no secret. */
  id: z.string(),
  /** The account. */
  tenant: z.string(),
  plan: z.string(),
  createdAt: z.number(),
});
export type ApiKeyRecord = z.infer<typeof apiKeyRecordSchema>;

/** A record with what changes by itself. */
export interface StoredKey {
  readonly record: ApiKeyRecord;
  /** How often the record was changed. */
  readonly revision: number;
  /** SHA-256 of the text, in hex. */
  readonly digest: string;
  /** The one before the last rotation, and until when it lives on. */
  readonly former: { readonly digest: string; readonly until: number } | null;
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
}

/** What came of a step on a key; another account's is as unknown as one that never was. */
export type KeyOutcome = "done" | "gone" | "revoked";

/** The port to the keys' memory. Ids are without their prefix. */
export interface ApiKeyStore {
  /**
   * The key of that id, and the store's own time. Notes that it was used, at most once a minute, when the digest is its own: nothing else
   * may be concluded from the answer, whose digests are still to be compared.
   */
  find(id: string, digest: string): Promise<{ readonly key: StoredKey; readonly now: number } | null>;
  /** Makes a key known, or the same one once more. Throws `too_many_keys` when the account has all that it may have. */
  put(record: ApiKeyRecord, digest: string): Promise<void>;
  /** All of an account, those that ended within the last day among them. */
  list(tenant: string): Promise<readonly StoredKey[]>;
  read(tenant: string, id: string): Promise<StoredKey | null>;
  /** `changed` when the record has another revision by now. Throws `too_many_keys`. */
  change(revision: number, after: ApiKeyRecord): Promise<KeyOutcome | "changed">;
  /** The digest before lives on for so long. */
  rotate(record: ApiKeyRecord, digest: string, overlapMs: number): Promise<KeyOutcome>;
  /** Once this resolves nobody is let in by the key. */
  revoke(tenant: string, id: string): Promise<KeyOutcome>;
  /** Nothing is kept of any key of the account. Answers how many there were. */
  erase(tenant: string): Promise<number>;
}

const NAME_PREFIX = "key_";

/** Public name of a key; safe to log. */
export function keyName(id: string): string {
  return NAME_PREFIX + id;
}

/** The id in a public name; null for what is none. */
export function idOfKeyName(name: string): string | null {
  return /^key_[0-9A-Za-z]{22}$/.test(name) ? name.slice(NAME_PREFIX.length) : null;
}

/** Whether the digest is the key's own, or its former one before its time is over. Always two comparisons. */
export function matchesKey(stored: StoredKey | null, digest: string, now: number): boolean {
  const isCurrent = isSameDigest(digest, stored?.digest);
  const isFormer = isSameDigest(digest, stored?.former?.digest) && now < (stored?.former?.until ?? 0);
  return stored !== null && (isCurrent || isFormer);
}

export function identityOfKey({ id, tenant, scopes, plan, limits, origins, security }: ApiKeyRecord): Identity {
  return { kind: "key", id: keyName(id), tenant, scopes: new Set(scopes), plan, limits, origins, security, job: null };
}

/** What the key's bearer may do. Throws `key_invalid` for an unknown id and a wrong secret alike, and `key_expired`. */
export async function identifyKey(keys: Pick<ApiKeyStore, "find">, text: string, id: string): Promise<Identity> {
  const digest = digestKey(text);
  const found = await keys.find(id, digest);
  const matches = matchesKey(found?.key ?? null, digest, found?.now ?? 0);
  if (found === null || !matches || found.key.revokedAt !== null) throw new DocatError("key_invalid");
  const { record } = found.key;
  if (record.expiresAt !== null && record.expiresAt <= found.now) throw new DocatError("key_expired");
  return identityOfKey(record);
}

/** A record that may all and has no end, unless it is told otherwise. */
export function newKeyRecord(
  record: Pick<ApiKeyRecord, "id" | "tenant" | "createdAt"> & Partial<ApiKeyRecord>,
): ApiKeyRecord {
  const defaults = { name: "", scopes: [...ACCOUNT_SCOPES], limits: {}, origins: null, security: {}, expiresAt: null };
  return { ...defaults, plan: FREE_PLAN, ...record };
}

/** Makes a key known to a deployment whose text is given. Repeating it is harmless. Throws a plain Error for a text that is none. */
export async function issueKey(
  keys: Pick<ApiKeyStore, "put">,
  text: string,
  tenant: string,
  more: Partial<ApiKeyRecord> = {},
): Promise<ApiKeyRecord> {
  const parsed = parseKeyText(text);
  if (parsed === null) throw new Error("This is no API key.");
  const record = newKeyRecord({ id: parsed.id, tenant, createdAt: Date.now(), ...more });
  await keys.put(record, digestKey(text));
  return record;
}
