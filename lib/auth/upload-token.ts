/**
 * Upload tokens: credentials for one job, short-lived and safe to hand to a browser. Which job that will be is settled when the token is
 * issued, so that an upload that is sent again makes no second one.
 */
import { z } from "zod";
import { jobOptionsSchema } from "../contracts/job-options.ts";
import { securityPolicySchema } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ApiKeyStore } from "./api-key.ts";
import type { Identity } from "./identity.ts";
import { digestKey, isSameDigest } from "./key-text.ts";

export const uploadTokenSchema = z.object({
  /** The part of the token that is no secret. */
  id: z.string(),
  tenant: z.string(),
  /** Public name of the credential that issued it: its windows and its usage are that one's. */
  issuer: z.string(),
  /** The id of that credential where it is a key: the token ends with it. */
  issuerKey: z.string().nullable(),
  plan: z.string(),
  limits: z.record(z.string(), z.number().nullable()),
  origins: z.array(z.string()).nullable(),
  security: securityPolicySchema,
  /** The job that will be made by it, and the upload that it may be made of. */
  job: z.string(),
  upload: z.string(),
  /** Of the job, whatever its bearer asks. */
  options: jobOptionsSchema,
  /** Null: as large as the deployment takes. */
  maxBytes: z.number().nullable(),
  /** Whether its bearer may read the result. */
  readsResult: z.boolean(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});
export type UploadToken = z.infer<typeof uploadTokenSchema>;

/** The port to the tokens' memory, which forgets a token some time after its end. */
export interface UploadTokenStore {
  put(token: UploadToken, digest: string): Promise<void>;
  find(id: string): Promise<{ readonly token: UploadToken; readonly digest: string } | null>;
}

/** Public name of a token; safe to log. */
export function uploadTokenName(id: string): string {
  return `upt_${id}`;
}

/** Whether the key by which a token was issued would let somebody in. */
async function isIssuerAlive(keys: Pick<ApiKeyStore, "read">, { tenant, issuerKey }: UploadToken): Promise<boolean> {
  if (issuerKey === null) return true;
  const key = await keys.read(tenant, issuerKey);
  const end = key?.record.expiresAt ?? Number.POSITIVE_INFINITY;
  return key !== null && key.revokedAt === null && end > Date.now();
}

/** Who bears the token. Throws `key_invalid` for an unknown id, a wrong secret and one whose issuer's key has ended, and `key_expired`. */
export async function identifyUploadToken(
  tokens: Pick<UploadTokenStore, "find">,
  keys: Pick<ApiKeyStore, "read">,
  text: string,
  id: string,
): Promise<Identity> {
  const found = await tokens.find(id);
  const isOwn = isSameDigest(digestKey(text), found?.digest);
  if (found === null || !isOwn) throw new DocatError("key_invalid");
  const { tenant, issuer, plan, limits, origins, security, job, upload, options, maxBytes, readsResult, expiresAt } =
    found.token;
  if (expiresAt <= Date.now()) throw new DocatError("key_expired");
  if (!(await isIssuerAlive(keys, found.token))) throw new DocatError("key_invalid");
  const grant = { id: uploadTokenName(id), upload, options, maxBytes, readsResult };
  const scopes = new Set(["jobs:write", "jobs:read"] as const);
  return { kind: "upload_token", id: issuer, tenant, scopes, plan, limits, origins, security, job, grant };
}
