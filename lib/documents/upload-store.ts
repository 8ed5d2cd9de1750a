/**
 * The port to uploads on their way, and to which files a tenant's uploads and jobs hold. Every method may be
 * called twice; another account's upload than the one that is named with it is as unknown as one that never was.
 */
import type { DocumentAbout, DocumentWriter } from "./document-store.ts";
import type { OpenObject } from "./object-store.ts";
import type { Upload, UploadState } from "./upload.ts";

export interface NewUploadRecord {
  readonly id: string;
  readonly tenant: string;
  readonly name: string | null;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly sending: OpenObject | null;
}

/** A document that lies sealed in an object. */
export interface SealedDocument extends DocumentAbout {
  readonly object: string;
}

/** Writes a sealed object, in bounded memory. */
export interface SealedWriter extends DocumentWriter {
  finish(): Promise<SealedDocument>;
  /** What was sent goes. Never rejects. */
  giveUp(): Promise<void>;
}

export interface UploadStore {
  /** Where there is one of that id already, it is that one, as it is. */
  create(upload: NewUploadRecord): Promise<Upload>;
  /** An upload that needs no bytes, because its owner's upload or job holds the file already. */
  createComplete(upload: Omit<NewUploadRecord, "sending"> & DocumentAbout, holder: string): Promise<Upload>;
  read(id: string): Promise<Upload | null>;
  /**
   * Stores bytes that begin at a piece of 256 KiB, by its number from 0. Answers the state that the upload is in: nothing was
   * stored unless it is open. Null when there is no such upload any more.
   */
  putPieces(upload: Upload, firstPiece: number, bytes: Uint8Array): Promise<UploadState | null>;
  /** open → checking: no piece is taken from now on. Answers the state that it is in then. */
  close(upload: Upload): Promise<UploadState | null>;
  /** checking → open: what was sent was not what it should be, and may be sent anew; to where `sending` says. */
  reopen(upload: Upload, sending?: OpenObject): Promise<void>;
  /** The upload is kept for as long as if a part had come now. */
  renew(upload: Upload): Promise<void>;
  /** Into an object of the upload's, under its key. */
  writeSealed(upload: Upload): SealedWriter;
  /** The pieces in order, one request to the store for several of them. Throws `upload_unknown` when one is gone. */
  bytesOf(upload: Upload): AsyncIterable<Uint8Array>;
  /** checking → complete: a job can be made of it, and its file is known from now on. */
  complete(upload: Upload, about: DocumentAbout | SealedDocument): Promise<void>;
  delete(upload: Upload): Promise<void>;
  /** The upload's own bytes go, if the job has a copy of them. */
  handOver(upload: Upload, jobId: string): Promise<void>;
  /** Who of the tenant's uploads and jobs holds the file, or null. */
  findFile(tenant: string, sha256: string): Promise<{ readonly holder: string; readonly about: DocumentAbout } | null>;
}
