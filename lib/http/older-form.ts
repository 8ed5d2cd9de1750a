/** A document as frontends of the older APIs send it: multipart, with fields beside it. */
import { checkFile } from "../documents/check-file.ts";
import { pdfName } from "../documents/file-name.ts";
import { DocatError } from "../errors/docat-error.ts";
import { mediaTypeOf } from "./media-type.ts";
import { readForm } from "./read-upload.ts";

export interface OlderForm {
  readonly bytes: Uint8Array;
  readonly name: string | null;
  /** The text of a field; null where there is none. */
  readonly field: (name: string) => string | null;
}

/** Fields that nobody knows are left alone, as the older services did. Throws as `readUpload` does. */
export async function readOlderForm(request: Request, maxBytes: number): Promise<OlderForm> {
  if (mediaTypeOf(request.headers) !== "multipart/form-data") throw new DocatError("unsupported_media_type");
  const form = await readForm(request, maxBytes);
  const file = form.get("file");
  if (!(file instanceof File)) throw new DocatError("file_missing", { pointer: "file" });
  const bytes = new Uint8Array(await file.arrayBuffer());
  checkFile(bytes, maxBytes);
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : null;
  };
  return { bytes, name: pdfName(file.name), field };
}
