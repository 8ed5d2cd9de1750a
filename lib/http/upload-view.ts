/** An upload as its owner sees it. Pure. */
import type { UploadView } from "../contracts/upload.ts";
import { countDirectParts, countParts, missingParts, type Upload } from "../documents/upload.ts";
import { UPLOAD_PART_BYTES } from "../limits/limits.ts";
import { DIRECT_PART_BYTES } from "../limits/object-limits.ts";
import type { DirectParts } from "../pipeline/direct-uploads.ts";

type Parts = Pick<UploadView, "via" | "part_bytes" | "parts_total" | "parts_missing" | "part_urls">;

function viewParts(upload: Upload, direct: DirectParts | null): Parts {
  if (direct === null) {
    return {
      via: "api",
      part_bytes: UPLOAD_PART_BYTES,
      parts_total: countParts(upload.sizeBytes),
      parts_missing: missingParts(upload),
    };
  }
  return {
    via: "store",
    part_bytes: DIRECT_PART_BYTES,
    parts_total: countDirectParts(upload.sizeBytes),
    parts_missing: [...direct.missing],
    part_urls: [...direct.urls],
  };
}

/** `direct` is what is open of an upload whose parts go to the object store; null for any other. */
export function viewUpload(upload: Upload, direct: DirectParts | null): UploadView {
  const self = `/v1/uploads/${upload.id}`;
  return {
    id: upload.id,
    status: upload.state,
    name: upload.name,
    size_bytes: upload.sizeBytes,
    sha256: upload.sha256,
    ...viewParts(upload, direct),
    created_at: new Date(upload.createdAt).toISOString(),
    expires_at: new Date(upload.expiresAt).toISOString(),
    links: { self, parts: `${self}/parts/{number}`, complete: `${self}/complete` },
  };
}
