/** An upload that the caller may see: its account's, and with an upload token the one that the token is for. */
import type { Identity } from "../auth/identity.ts";
import type { Upload } from "../documents/upload.ts";
import { DocatError } from "../errors/docat-error.ts";
import { findOwnedUpload, type UploadDeps } from "../pipeline/uploads.ts";

/** Throws `upload_unknown`. */
export async function findUploadOf(deps: UploadDeps, { tenant, grant }: Identity, id: string): Promise<Upload> {
  if (grant !== undefined && grant.upload !== id) throw new DocatError("upload_unknown");
  return findOwnedUpload(deps, id, tenant);
}
