/** How an upload token comes to be: bound by what binds whoever issues it. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { jobIdSchema } from "../contracts/job-id.ts";
import { jobOptionsSchema } from "../contracts/job-options.ts";
import { DocatError } from "../errors/docat-error.ts";
import { DEFAULT_TOKEN_SECONDS, MAX_KEY_ORIGINS, MAX_TOKEN_SECONDS, MIN_TOKEN_SECONDS } from "../limits/key-limits.ts";
import { idOfKeyName } from "./api-key.ts";
import { checkWithin } from "./check-within.ts";
import { digestKey, generateKey, newKeyId } from "./key-text.ts";
import type { Asker, KeyDeps } from "./manage-keys.ts";
import { originSchema } from "./origin.ts";
import { type UploadToken, type UploadTokenStore, uploadTokenName } from "./upload-token.ts";

export const newUploadTokenSchema = z.strictObject({
  expires_in_seconds: z.int().min(MIN_TOKEN_SECONDS).max(MAX_TOKEN_SECONDS).default(DEFAULT_TOKEN_SECONDS),
  /** The job's. Those that are named here are settled; what costs more than reading its bearer cannot ask for. */
  options: jobOptionsSchema.optional(),
  max_bytes: z.int().positive().optional(),
  allowed_origins: z.array(originSchema).min(1).max(MAX_KEY_ORIGINS).optional(),
  /** Whether its bearer may read the result, and not only how far the job is. */
  read_result: z.boolean().default(false),
});
export type NewUploadToken = z.infer<typeof newUploadTokenSchema>;

export const issuedUploadTokenSchema = z.object({
  id: z.string(),
  /** This answer is the only one in which it stands. */
  token: z.string(),
  /** The job that will be made by it. */
  job_id: jobIdSchema,
  expires_at: z.iso.datetime(),
  options: jobOptionsSchema,
  max_bytes: z.int().positive().nullable(),
  allowed_origins: z.array(z.string()).nullable(),
  read_result: z.boolean(),
  links: z.object({ job: z.string() }),
});
export type IssuedUploadToken = z.infer<typeof issuedUploadTokenSchema>;

export type TokenDeps = Pick<KeyDeps, "environment" | "audit"> & { readonly tokens: UploadTokenStore };

function recordOf({ identity }: Asker, asked: NewUploadToken): UploadToken {
  const { id: issuer, tenant, plan, limits, origins, security } = identity;
  return {
    ...{
      id: newKeyId(),
      tenant,
      issuer,
      issuerKey: identity.kind === "key" ? idOfKeyName(issuer) : null,
      plan,
      limits: { ...limits },
    },
    origins: asked.allowed_origins ?? (origins && [...origins]),
    security: { ...security, ...asked.options?.security },
    job: `job_${randomBytes(16).toString("hex")}`,
    upload: `upl_${randomBytes(16).toString("hex")}`,
    options: asked.options ?? {},
    maxBytes: asked.max_bytes ?? null,
    readsResult: asked.read_result,
    expiresAt: Date.now() + asked.expires_in_seconds * 1_000,
  };
}

/** Throws `scope_missing` and `origin_refused`: nobody gives away what he has not. */
export async function issueUploadToken(deps: TokenDeps, by: Asker, asked: NewUploadToken): Promise<IssuedUploadToken> {
  const { identity, network } = by;
  if (asked.read_result && !identity.scopes.has("jobs:read")) {
    throw new DocatError("scope_missing", { detail: "jobs:read is not yours to give." });
  }
  const record = recordOf(by, asked);
  checkWithin(identity, { origins: record.origins, security: record.security });
  const text = generateKey(deps.environment, "ut", record.id);
  await deps.tokens.put(record, digestKey(text));
  const id = uploadTokenName(record.id);
  const details = { token: id, job: record.job };
  await deps.audit.record(identity.tenant, { event: "upload_token.issued", actor: identity.id, network, details });
  return {
    ...{ id, token: text, job_id: record.job, expires_at: new Date(record.expiresAt).toISOString() },
    ...{ options: record.options, max_bytes: record.maxBytes, allowed_origins: record.origins },
    read_result: record.readsResult,
    links: { job: `/v1/jobs/${record.job}` },
  };
}
