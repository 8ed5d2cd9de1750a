/** The chapter before the first: a document comes in by parts, and is held against what was said of it. */
import { createHash, randomBytes } from "node:crypto";
import type { UploadGrant } from "../auth/identity.ts";
import { type NewUpload, uploadIdSchema } from "../contracts/upload.ts";
import { checkSize } from "../documents/check-file.ts";
import { checkedStream } from "../documents/checked-stream.ts";
import type { DocumentAbout } from "../documents/document-store.ts";
import { pdfName } from "../documents/file-name.ts";
import { missingParts, partOf, type Upload } from "../documents/upload.ts";
import type { NewUploadRecord, UploadStore } from "../documents/upload-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import { PIECE_BYTES } from "../limits/limits.ts";
import {
  beginSending,
  checkAllSent,
  checkSent,
  type DirectDeps,
  type DirectParts,
  isDirect,
  isUnwanted,
  openParts,
  requireAll,
} from "./direct-uploads.ts";
import type { ScanDocument } from "./scan-document.ts";

export interface UploadDeps {
  readonly uploads: UploadStore;
  /** The largest document that may come in by parts through us. */
  readonly maxDocumentBytes: number;
  /** Null where no object store is configured. */
  readonly direct: DirectDeps | null;
  readonly scan: ScanDocument;
}

/** Who sends, and what an upload token grants: one upload and no more. */
interface Uploader {
  readonly tenant: string;
  readonly grant?: Pick<UploadGrant, "upload" | "maxBytes">;
}

function newUploadId(): string {
  return `upl_${randomBytes(16).toString("hex")}`;
}

/** Past us, unless the caller wants it otherwise or there is nowhere to. Throws `bad_request`. */
function wayOf({ direct }: UploadDeps, asked: NewUpload): DirectDeps | null {
  if (asked.via === "api") return null;
  if (asked.via === "store" && direct === null) {
    throw new DocatError("bad_request", { detail: "No object store is configured.", pointer: "/via" });
  }
  return direct;
}

/** The one upload of a token, which may begin it again. Which files its account holds already is not for its bearer to find out. */
async function beginGranted(
  { uploads }: UploadDeps,
  record: Omit<NewUploadRecord, "sending">,
  direct: DirectDeps | null,
): Promise<Upload> {
  const { id, sizeBytes, sha256 } = record;
  const sending = async () => direct && (await beginSending(direct, id));
  const upload = (await uploads.read(id)) ?? (await uploads.create({ ...record, sending: await sending() }));
  const isOther = upload.sizeBytes !== sizeBytes || (sha256 !== null && upload.sha256 !== sha256);
  if (isOther || upload.tenant !== record.tenant) throw new DocatError("upload_token_used");
  return upload;
}

/**
 * An upload that waits for its parts; or one that is complete at once, because the tenant's earlier upload or job still holds the
 * file. Throws `payload_too_large` or `file_too_small`, and `upload_token_used` where its one upload is another.
 */
export async function beginUpload(deps: UploadDeps, by: Uploader, asked: NewUpload): Promise<Upload> {
  const { uploads, maxDocumentBytes } = deps;
  const { tenant, grant } = by;
  const direct = wayOf(deps, asked);
  const mostBytes = direct?.maxObjectBytes ?? maxDocumentBytes;
  checkSize(asked.size_bytes, Math.min(mostBytes, grant?.maxBytes ?? mostBytes));
  const record = {
    ...{ id: grant?.upload ?? newUploadId(), tenant, name: pdfName(asked.name) },
    ...{ sizeBytes: asked.size_bytes, sha256: asked.sha256 ?? null },
  };
  if (grant !== undefined) return beginGranted(deps, record, direct);
  const known = asked.sha256 === undefined ? null : await uploads.findFile(tenant, asked.sha256);
  if (known === null || known.about.sizeBytes !== record.sizeBytes) {
    return uploads.create({ ...record, sending: direct && (await beginSending(direct, record.id)) });
  }
  return uploads.createComplete({ ...record, ...known.about }, known.holder);
}

/** Another tenant's upload is as unknown as one that never was. Throws `upload_unknown`. */
export async function findOwnedUpload({ uploads }: UploadDeps, id: string, tenant: string): Promise<Upload> {
  const upload = uploadIdSchema.safeParse(id).success ? await uploads.read(id) : null;
  if (upload === null || upload.tenant !== tenant) throw new DocatError("upload_unknown");
  return upload;
}

async function putPieces(
  { uploads }: UploadDeps,
  upload: Upload,
  firstPiece: number,
  bytes: Uint8Array,
): Promise<void> {
  if (isDirect(upload)) throw new DocatError("part_invalid", { detail: "Its parts go to the URLs that it names." });
  const state = await uploads.putPieces(upload, firstPiece, bytes);
  if (state === null) throw new DocatError("upload_unknown");
  if (state !== "open") throw new DocatError("upload_complete");
}

/** Stores a part; in any order, and as often as one likes. Throws `part_invalid`, `upload_complete`, `upload_unknown`. */
export async function putPart(deps: UploadDeps, upload: Upload, number: number, bytes: Uint8Array): Promise<void> {
  const part = partOf(upload.sizeBytes, number);
  if (part === null) throw new DocatError("part_invalid", { detail: "The upload has no part of that number." });
  if (bytes.byteLength !== part.length) {
    throw new DocatError("part_invalid", { detail: `Part ${number} has ${part.length} bytes.` });
  }
  await putPieces(deps, upload, part.start / PIECE_BYTES, bytes);
}

/**
 * Stores bytes that go on where those before them end. Both ends are whole pieces of 256 KiB, but for the document's own. Throws
 * `part_invalid`, `upload_complete`, `upload_unknown`.
 */
export async function putBytes(deps: UploadDeps, upload: Upload, offset: number, bytes: Uint8Array): Promise<void> {
  const end = offset + bytes.byteLength;
  const isWhole = end % PIECE_BYTES === 0 || end === upload.sizeBytes;
  if (offset % PIECE_BYTES !== 0 || !isWhole || end > upload.sizeBytes || bytes.byteLength === 0) {
    throw new DocatError("part_invalid", { detail: `Send a multiple of ${PIECE_BYTES} bytes, or up to the end.` });
  }
  await putPieces(deps, upload, offset / PIECE_BYTES, bytes);
}

/** Reads all bytes once, a few pieces at a time. Throws `not_a_pdf`. */
async function measure({ uploads }: UploadDeps, upload: Upload): Promise<DocumentAbout> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const piece of checkedStream(uploads.bytesOf(upload))) {
    hash.update(piece);
    sizeBytes += piece.byteLength;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}

/**
 * All parts are there: their bytes are read, and are what the document is from now on. An upload that is complete stays so. Throws
 * `upload_incomplete`; `checksum_mismatch` when the hash is another than its owner said, and parts may be sent again; and
 * `not_a_pdf` or `virus_found`, and the upload is gone. What the scanner could not tell may be asked again.
 */
export async function completeUpload(deps: UploadDeps, upload: Upload): Promise<Upload> {
  const { uploads, direct } = deps;
  const sent = direct !== null && isDirect(upload) ? { deps: { ...deps, direct }, upload } : null;
  if (sent === null) requireAll(missingParts(upload));
  else if (upload.state === "open") await checkAllSent(sent.deps, sent.upload);
  const state = await uploads.close(upload);
  if (state === null) throw new DocatError("upload_unknown");
  if (state === "checking") await (sent === null ? checkUpload(deps, upload) : checkSent(sent.deps, sent.upload));
  return findOwnedUpload(deps, upload.id, upload.tenant);
}

/** What is still to be sent past us; null when nothing goes that way. */
export async function openDirectParts({ uploads, direct }: UploadDeps, upload: Upload): Promise<DirectParts | null> {
  return direct !== null && isDirect(upload) ? openParts({ uploads, direct }, upload) : null;
}

/** The upload goes with its bytes; jobs that were made of it keep theirs. */
export async function deleteUpload({ uploads, direct }: UploadDeps, upload: Upload): Promise<void> {
  const object = (await direct?.book.objectOf(upload.id)) ?? null;
  await uploads.delete(upload);
  if (upload.sending !== null && upload.state !== "complete") await direct?.book.discard(upload.sending);
  await direct?.book.deleteUnheld(object);
}

async function checkUpload(deps: UploadDeps, upload: Upload): Promise<void> {
  let about: DocumentAbout;
  try {
    about = await measure(deps, upload);
    await deps.scan(deps.uploads.bytesOf(upload));
  } catch (error) {
    if (isUnwanted(error)) await deps.uploads.delete(upload);
    throw error;
  }
  if (upload.sha256 !== null && upload.sha256 !== about.sha256) {
    await deps.uploads.reopen(upload);
    throw new DocatError("checksum_mismatch", { detail: `The SHA-256 of what came is ${about.sha256}.` });
  }
  await deps.uploads.complete(upload, about);
}
