/**
 * Upload tokens: credentials for one job, short-lived and safe to hand to a browser. Which job that will be is settled when the token is
 * issued, so that an upload that is sent again makes no second one.
 */
import { z } from "zod";
import { jobOptionsSchema } from "../contracts/job-options.ts";
import { securityPolicySchema } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Identity } from "./identity.ts";
import { digestKey, isSameDigest } from "./key-text.ts";

export const uploadTokenSchema = z.object({
  /** The part of the token that is no secret. */
  id: z.string(),
  tenant: z.string(),
  /** Public name of the credential that issued it: its windows and its usage are that one's. */
  issuer: z.string(),
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

/** Who bears the token. Throws `key_invalid` for an unknown id and a wrong secret alike, and `key_expired`. */
export async function identifyUploadToken(
  tokens: Pick<UploadTokenStore, "find">,
  text: string,
  id: string,
): Promise<Identity> {
  const found = await tokens.find(id);
  const isOwn = isSameDigest(digestKey(text), found?.digest);
  if (found === null || !isOwn) throw new DocatError("key_invalid");
  const { tenant, issuer, plan, limits, origins, security, job, upload, options, maxBytes, readsResult, expiresAt } =
    found.token;
  if (expiresAt <= Date.now()) throw new DocatError("key_expired");
  const grant = { id: uploadTokenName(id), upload, options, maxBytes, readsResult };
  const scopes = new Set(["jobs:write", "jobs:read"] as const);
  return { kind: "upload_token", id: issuer, tenant, scopes, plan, limits, origins, security, job, grant };
}
