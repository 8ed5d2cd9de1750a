/** A job asked for with JSON: of an upload, or of a document behind a link. */
import { z } from "zod";
import type { Identity } from "../auth/identity.ts";
import type { GuardedFetch } from "../contracts/guarded-fetch.ts";
import { partWishes, submittedOptionsSchema } from "../contracts/submitted-options.ts";
import { uploadIdSchema } from "../contracts/upload.ts";
import { pdfName } from "../documents/file-name.ts";
import type { Upload } from "../documents/upload.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_URL_CHARS } from "../limits/fetch-limits.ts";
import { MAX_FILE_NAME_CHARS } from "../limits/limits.ts";
import type { Submission } from "../pipeline/accept.ts";
import { readJson } from "./json-body.ts";
import { findUploadOf } from "./owned-upload.ts";
import type { Services } from "./services.ts";

const common = {
  /** How the document is called; without it as its upload or its link says. */
  name: z
    .string()
    .max(4 * MAX_FILE_NAME_CHARS)
    .optional(),
  options: submittedOptionsSchema.optional(),
};

export const jobRequestSchema = z.union([
  z.strictObject({ upload_id: uploadIdSchema, ...common }),
  z.strictObject({ url: z.string().max(MAX_URL_CHARS), ...common }),
]);

/** What is to be made a job of, and the upload that it comes from. */
interface JobRequest {
  readonly submission: Submission;
  readonly upload: Upload | null;
}

/**
 * Reads the request. Throws `url_refused` for an address that is not asked, before anything is made of it; `upload_unknown`, and
 * `upload_incomplete`.
 */
export async function readJobRequest(
  { uploads, links }: { readonly uploads: Services["uploads"]; readonly links: Pick<GuardedFetch, "checkUrl"> },
  request: Request,
  identity: Identity,
): Promise<JobRequest> {
  const { tenant, grant } = identity;
  const asked = await readJson(request, jobRequestSchema);
  const wishes = partWishes(asked.options ?? {});
  if ("url" in asked) {
    if (grant !== undefined) throw new DocatError("scope_missing", { detail: "The upload token is not for links." });
    const url = links.checkUrl(asked.url).href;
    return { submission: { tenant, url, name: pdfName(asked.name), ...wishes }, upload: null };
  }
  const upload = await findUploadOf(uploads, identity, asked.upload_id);
  const { sha256, sizeBytes } = upload;
  if (upload.state !== "complete" || sha256 === null) throw new DocatError("upload_incomplete");
  // Who held the file when the upload began may have handed it on since.
  const isElsewhere = upload.holder !== upload.id;
  const file = isElsewhere ? await uploads.uploads.findFile(tenant, sha256) : null;
  const stored = { holder: file?.holder ?? upload.holder, about: { sha256, sizeBytes } };
  const name = asked.name === undefined ? upload.name : pdfName(asked.name);
  return { submission: { tenant, stored, name, ...wishes }, upload };
}
