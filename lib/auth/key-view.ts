/** An API key as its account sees it, and what may be asked for one. */
import { z } from "zod";
import { securityPolicySchema } from "../contracts/security-policy.ts";
import {
  DEFAULT_OVERLAP_SECONDS,
  MAX_KEY_NAME_CHARS,
  MAX_KEY_ORIGINS,
  MAX_OVERLAP_SECONDS,
} from "../limits/key-limits.ts";
import { keyName, type StoredKey } from "./api-key.ts";
import { originSchema } from "./origin.ts";
import { accountScopeSchema } from "./scope.ts";

const name = z
  .string()
  .max(MAX_KEY_NAME_CHARS)
  .regex(/^[^\p{Cc}]*$/u, "Without control characters.");
const scopes = z.array(accountScopeSchema).min(1).max(accountScopeSchema.options.length);
const limits = z.record(z.string().regex(/^[a-z_]{1,40}$/), z.int().min(0).max(1_000_000_000));
const origins = z.array(originSchema).min(1).max(MAX_KEY_ORIGINS);

/** What may be set at any time. */
const settings = {
  name,
  scopes,
  expires_at: z.iso.datetime().nullable(),
  limits,
  allowed_origins: origins.nullable(),
  security: securityPolicySchema,
};

export const newKeySchema = z.strictObject(settings).partial();
export type NewKey = z.infer<typeof newKeySchema>;

export const rotationSchema = z.strictObject({
  /** How long the secret before lives on. */
  overlap_seconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(DEFAULT_OVERLAP_SECONDS),
});

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  /** Null: it does not end by itself. */
  expires_at: z.iso.datetime().nullable(),
  /** Narrower than the account's, by name. */
  limits: z.record(z.string(), z.number().nullable()),
  /** Browsers that may present it; null: from any origin that the deployment lets in. */
  allowed_origins: z.array(z.string()).nullable(),
  /** What is done about findings in all of its jobs; a job may ask for stricter. */
  security: securityPolicySchema,
  created_at: z.iso.datetime(),
  /** To the minute; null: never. */
  last_used_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  /** Until when the secret before the last rotation lives on; null when it does not. */
  former_secret_until: z.iso.datetime().nullable(),
});
export type KeyView = z.infer<typeof keySchema>;

/** The one answer in which the key itself stands. */
export const issuedKeySchema = keySchema.extend({ key: z.string() });
export const keyListSchema = z.object({ keys: z.array(keySchema) });

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

export function viewKey({ record, former, usedAt, revokedAt }: StoredKey): KeyView {
  const { id, scopes: has, expiresAt, createdAt, origins: from, name: called, limits: own, security } = record;
  return {
    ...{ id: keyName(id), name: called, scopes: has, expires_at: isoOf(expiresAt), limits: own },
    ...{ allowed_origins: from, security, created_at: new Date(createdAt).toISOString() },
    last_used_at: isoOf(usedAt),
    revoked_at: isoOf(revokedAt),
    former_secret_until: former !== null && former.until > Date.now() ? isoOf(former.until) : null,
  };
}
