/**
 * Uploads that go straight to the object store, past the functions: their owner is given a URL for each part. What has come is plain
 * until it is complete; then it is read once, checked, sealed into another object, and deleted.
 */
import { checkedStream } from "../documents/checked-stream.ts";
import type { DocumentObjects } from "../documents/document-objects.ts";
import { plainObject } from "../documents/object-names.ts";
import type { ObjectPart, ObjectStore, OpenObject } from "../documents/object-store.ts";
import { countDirectParts, directPartBytes, type Upload } from "../documents/upload.ts";
import type { SealedDocument, UploadStore } from "../documents/upload-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ErrorCode } from "../errors/error-table.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { DIRECT_CHECK_BUDGET_MS, PART_URL_SECONDS } from "../limits/object-limits.ts";
import type { ScanDocument } from "./scan-document.ts";

export interface DirectDeps {
  readonly objects: ObjectStore;
  readonly book: DocumentObjects;
  /** The largest document that may come in this way. */
  readonly maxObjectBytes: number;
}

interface DirectUploadDeps {
  readonly uploads: UploadStore;
  readonly direct: DirectDeps;
}

interface CheckingDeps extends DirectUploadDeps {
  readonly scan: ScanDocument;
}

const UNWANTED: ReadonlySet<ErrorCode> = new Set(["not_a_pdf", "virus_found"]);

/** What is found to be such a thing is not kept. */
export function isUnwanted(error: unknown): boolean {
  return error instanceof DocatError && UNWANTED.has(error.code);
}

/** An upload whose parts go to the store. */
export type DirectUpload = Upload & { readonly sending: OpenObject };

/** What its owner still has to send, and where to. */
export interface DirectParts {
  readonly missing: readonly number[];
  readonly urls: readonly { readonly number: number; readonly url: string }[];
}

export function isDirect(upload: Upload): upload is DirectUpload {
  return upload.sending !== null;
}

export async function beginSending({ objects, book }: DirectDeps, id: string): Promise<OpenObject> {
  const sending = await objects.begin(plainObject(id));
  await book.noteSending(sending);
  return sending;
}

function missingOf(upload: Upload, parts: readonly ObjectPart[]): number[] {
  const sizes = new Map(parts.map(({ number, sizeBytes }) => [number, sizeBytes] as const));
  const numbers = Array.from({ length: countDirectParts(upload.sizeBytes) }, (_, n) => n + 1);
  return numbers.filter((number) => sizes.get(number) !== directPartBytes(upload.sizeBytes, number));
}

/** Asks the store which parts it has, and keeps the upload for as long again as its new URLs hold. */
export async function openParts({ uploads, direct }: DirectUploadDeps, upload: DirectUpload): Promise<DirectParts> {
  if (upload.state !== "open") return { missing: [], urls: [] };
  const { objects } = direct;
  const [parts] = await Promise.all([objects.partsOf(upload.sending), uploads.renew(upload)]);
  const missing = missingOf(upload, parts ?? []);
  const urls = missing.map(async (number) => ({
    number,
    url: await objects.urlOfPart(
      upload.sending,
      number,
      directPartBytes(upload.sizeBytes, number) ?? 0,
      PART_URL_SECONDS,
    ),
  }));
  return { missing, urls: await Promise.all(urls) };
}

/** Everything is sent anew: parts that were joined are no parts any more. */
async function startOver({ uploads, direct }: DirectUploadDeps, upload: DirectUpload): Promise<void> {
  await uploads.reopen(upload, await beginSending(direct, upload.id));
  await direct.book.discard(upload.sending);
}

/** Throws `upload_incomplete` when there are any. */
export function requireAll(missing: readonly number[]): void {
  if (missing.length === 0) return;
  const detail = `${missing.length} parts are missing, the first is ${missing[0]}.`;
  throw new DocatError("upload_incomplete", { detail });
}

/** Before the upload is closed. Throws `upload_incomplete`. */
export async function checkAllSent({ direct }: DirectUploadDeps, upload: DirectUpload): Promise<void> {
  requireAll(missingOf(upload, (await direct.objects.partsOf(upload.sending)) ?? []));
}

/** The parts become the plain object. Throws `upload_incomplete` when the store has forgotten them: they may be sent anew. */
async function joinParts(deps: DirectUploadDeps, upload: DirectUpload): Promise<void> {
  const { objects } = deps.direct;
  const parts = await objects.partsOf(upload.sending);
  if (parts !== null && missingOf(upload, parts).length === 0) {
    await objects.join(upload.sending, parts.slice(0, countDirectParts(upload.sizeBytes)));
    return;
  }
  // Joined before, by an attempt that did not come further or is at it now.
  if (parts === null && (await objects.sizeOf(upload.sending.name)) !== null) return;
  if ((await deps.uploads.read(upload.id))?.state === "complete") return;
  await startOver(deps, upload);
  throw new DocatError("upload_incomplete", { detail: "Parts are gone; ask for the missing ones." });
}

/** Reads the plain object once, and writes the sealed one as it reads. Throws `not_a_pdf`; and `store_unavailable` when that takes too long. */
async function sealPlain({ uploads, direct }: DirectUploadDeps, upload: DirectUpload): Promise<SealedDocument> {
  const endsAt = performance.now() + DIRECT_CHECK_BUDGET_MS;
  const writer = uploads.writeSealed(upload);
  try {
    for await (const chunk of checkedStream(direct.objects.stream(upload.sending.name))) {
      if (performance.now() > endsAt) {
        throw new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
      }
      await writer.append(chunk);
    }
    return await writer.finish();
  } catch (error) {
    await writer.giveUp();
    throw error;
  }
}

/** Joins, seals, and shows the scanner what came. Null when another attempt was faster, and has cleaned up. */
async function sealSent(deps: CheckingDeps, upload: DirectUpload): Promise<SealedDocument | null> {
  const { uploads, direct } = deps;
  let sealed: SealedDocument | null = null;
  try {
    await joinParts(deps, upload);
    sealed = await sealPlain(deps, upload);
    await deps.scan(direct.objects.stream(upload.sending.name));
    return sealed;
  } catch (error) {
    if (sealed !== null) await direct.book.discard({ name: sealed.object });
    if (isUnwanted(error)) await deleteDirect(deps, upload);
    const isGone = error instanceof DocatError && error.code === "document_lost";
    if (isGone && (await uploads.read(upload.id))?.state === "complete") return null;
    throw error;
  }
}

/**
 * The upload is closed: its parts are joined, and are what the document is from now on, sealed. Throws `checksum_mismatch`, and parts
 * may be sent again; and `not_a_pdf` or `virus_found`, and the upload is gone. Of several attempts at once the first counts.
 */
export async function checkSent(deps: CheckingDeps, upload: DirectUpload): Promise<void> {
  const { uploads, direct } = deps;
  const sealed = await sealSent(deps, upload);
  if (sealed === null) return;
  const isAsSaid = upload.sha256 === null || upload.sha256 === sealed.sha256;
  if (!isAsSaid || sealed.sizeBytes !== upload.sizeBytes) {
    await direct.book.discard({ name: sealed.object });
    await startOver(deps, upload);
    throw new DocatError("checksum_mismatch", { detail: `The SHA-256 of what came is ${sealed.sha256}.` });
  }
  await uploads.complete(upload, sealed);
  await direct.book.discard(upload.sending);
  const counts = await direct.book.objectOf(upload.id);
  if (counts === null) await direct.book.deleteUnheld(sealed.object);
  else if (counts !== sealed.object) await direct.book.discard({ name: sealed.object });
}

/** The upload goes, and what was sent of it. */
export async function deleteDirect({ uploads, direct }: DirectUploadDeps, upload: DirectUpload): Promise<void> {
  await uploads.delete(upload);
  await direct.book.discard(upload.sending);
}
