/** An uploaded PDF: multipart (`file`, and `options` as JSON), or the bare PDF with its options in the query. */
import { NO_WISHES, type Wishes } from "../contracts/submitted-options.ts";
import { checkFile } from "../documents/check-file.ts";
import { pdfName } from "../documents/file-name.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_MULTIPART_PARTS, MULTIPART_OVERHEAD_BYTES } from "../limits/limits.ts";
import { readBoundedBody } from "./bounded-body.ts";
import { optionsFromJson, optionsFromQuery, passwordFromHeader } from "./job-options.ts";
import { mediaTypeOf } from "./media-type.ts";

export interface Upload extends Wishes {
  readonly bytes: Uint8Array;
  readonly name: string | null;
}

const FIELDS: ReadonlySet<string> = new Set(["file", "options"]);

/** Counts delimiters without taking the body apart; the parser would take a second for a body of tiny parts. */
function requireFewParts(body: Uint8Array, contentType: string): void {
  const boundary = /boundary="?([^";]{1,70})"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new DocatError("bad_request", { detail: "The multipart body has no boundary." });
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  let parts = 0;
  for (let at = bytes.indexOf(delimiter); at !== -1; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    parts += 1;
    if (parts > MAX_MULTIPART_PARTS) throw new DocatError("bad_request", { detail: "Too many parts." });
  }
}

/** Nothing that a caller sends is dropped silently: an option in the wrong place is an error, not a surprise. */
function requireKnownFields(form: FormData): void {
  const names = [...form.keys()];
  const unknown = names.find((name) => !FIELDS.has(name));
  if (unknown !== undefined) {
    throw new DocatError("bad_request", {
      detail: "Only the fields `file` and `options` are known.",
      pointer: unknown,
    });
  }
  if (new Set(names).size !== names.length) throw new DocatError("bad_request", { detail: "A field comes twice." });
}

function isNothing(wishes: Wishes): boolean {
  return JSON.stringify(wishes) === JSON.stringify(NO_WISHES);
}

/** A multipart body with a file of so many bytes at most. Throws `payload_too_large`, `bad_request`. */
export async function readForm(request: Request, maxBytes: number): Promise<FormData> {
  const contentType = request.headers.get("content-type") ?? "";
  const body = await readBoundedBody(request, maxBytes + MULTIPART_OVERHEAD_BYTES);
  requireFewParts(body, contentType);
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch (cause) {
    throw new DocatError("bad_request", { detail: "The multipart body cannot be read.", cause });
  }
}

async function readMultipart(request: Request, maxBytes: number, others: readonly string[]): Promise<Upload> {
  if (!isNothing(optionsFromQuery(new URL(request.url).searchParams, others))) {
    throw new DocatError("options_invalid", { detail: "With multipart the options go into the field `options`." });
  }
  const form = await readForm(request, maxBytes);
  requireKnownFields(form);
  const file = form.get("file");
  if (!(file instanceof File)) throw new DocatError("file_missing", { pointer: "file" });
  const options = form.get("options");
  const text = options instanceof File ? await options.text() : options;
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    name: pdfName(file.name),
    ...optionsFromJson(text),
  };
}

async function readBare(request: Request, maxBytes: number, others: readonly string[]): Promise<Upload> {
  const { options, enclosures } = optionsFromQuery(new URL(request.url).searchParams, others);
  const all = { ...enclosures, ...passwordFromHeader(request.headers) };
  return { bytes: await readBoundedBody(request, maxBytes), name: null, options, enclosures: all };
}

/**
 * Reads and checks an upload; `others` are parameters of the query that are no options. Throws `unsupported_media_type`, `payload_too_large`, `bad_request`, `file_missing`,
 * `options_invalid`, `extension_wrong`, `file_empty`, `file_too_small`, `not_a_pdf`. Does not open the document.
 */
export async function readUpload(request: Request, maxBytes: number, others: readonly string[] = []): Promise<Upload> {
  const mediaType = mediaTypeOf(request.headers);
  if (mediaType !== "multipart/form-data" && mediaType !== "application/pdf") {
    throw new DocatError("unsupported_media_type");
  }
  const upload =
    mediaType === "application/pdf"
      ? await readBare(request, maxBytes, others)
      : await readMultipart(request, maxBytes, others);
  checkFile(upload.bytes, maxBytes);
  return upload;
}
