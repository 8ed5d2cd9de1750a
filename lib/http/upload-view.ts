/** An upload as its owner sees it. Pure. */
import type { UploadView } from "../contracts/upload.ts";
import { countParts, missingParts, type Upload } from "../documents/upload.ts";
import { UPLOAD_PART_BYTES } from "../limits/limits.ts";

export function viewUpload(upload: Upload): UploadView {
  const self = `/v1/uploads/${upload.id}`;
  return {
    id: upload.id,
    status: upload.state,
    name: upload.name,
    size_bytes: upload.sizeBytes,
    sha256: upload.sha256,
    part_bytes: UPLOAD_PART_BYTES,
    parts_total: countParts(upload.sizeBytes),
    parts_missing: missingParts(upload),
    created_at: new Date(upload.createdAt).toISOString(),
    expires_at: new Date(upload.expiresAt).toISOString(),
    links: { self, parts: `${self}/parts/{number}`, complete: `${self}/complete` },
  };
}
