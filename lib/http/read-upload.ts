/** An uploaded PDF: multipart (`file`, and `options` as JSON), or the bare PDF with its options in the query. */
import type { JobOptions } from "../contracts/job-options.ts";
import { checkFile } from "../documents/check-file.ts";
import { safeFileName } from "../documents/file-name.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MULTIPART_OVERHEAD_BYTES } from "../limits/limits.ts";
import { readBoundedBody } from "./bounded-body.ts";
import { optionsFromJson, optionsFromQuery } from "./job-options.ts";

export interface Upload {
  readonly bytes: Uint8Array;
  readonly name: string | null;
  readonly options: JobOptions;
}

async function readMultipart(request: Request, contentType: string, maxBytes: number): Promise<Upload> {
  const body = await readBoundedBody(request, maxBytes + MULTIPART_OVERHEAD_BYTES);
  let form: FormData;
  try {
    form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch (cause) {
    throw new DocatError("bad_request", { detail: "The multipart body cannot be read.", cause });
  }
  const file = form.get("file");
  if (!(file instanceof File)) throw new DocatError("file_missing", { pointer: "file" });
  const options = form.get("options");
  const text = options instanceof File ? await options.text() : options;
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    name: safeFileName(file.name),
    options: optionsFromJson(text),
  };
}

async function readBare(request: Request, maxBytes: number): Promise<Upload> {
  const options = optionsFromQuery(new URL(request.url).searchParams);
  return { bytes: await readBoundedBody(request, maxBytes), name: null, options };
}

/**
 * Reads and checks an upload. Throws `unsupported_media_type`, `payload_too_large`, `bad_request`, `file_missing`,
 * `options_invalid`, `file_empty`, `not_a_pdf`. Does not open the document.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  const contentType = request.headers.get("content-type") ?? "";
  const mediaType = contentType.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "multipart/form-data" && mediaType !== "application/pdf") {
    throw new DocatError("unsupported_media_type");
  }
  const upload =
    mediaType === "application/pdf"
      ? await readBare(request, maxBytes)
      : await readMultipart(request, contentType, maxBytes);
  checkFile(upload.bytes, maxBytes);
  return upload;
}
