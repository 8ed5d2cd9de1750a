/** A document by link is fetched when its job is planned: not by the request that asked for the job. */
import { checkSize } from "../documents/check-file.ts";
import { checkedStream } from "../documents/checked-stream.ts";
import type { FoundDocument, StoredDocument } from "../documents/document-store.ts";
import { fetchDocument } from "../documents/fetch-document.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord, Source } from "../jobs/job-record.ts";
import { documentFetchLimits } from "../limits/fetch-limits.ts";
import { loadDocument } from "./active-job.ts";
import type { Lease } from "./lease.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { piecesOfSource } from "./scan-document.ts";

type LeaseCheck = Pick<Lease, "check">;

interface Fetched {
  readonly document: StoredDocument;
  /** What the job's record says of it from now on. */
  readonly source: Source;
}

async function fetchLink(deps: ReadingDeps, record: JobRecord, url: string, lease: LeaseCheck): Promise<string | null> {
  const limits = documentFetchLimits(deps.maxDocumentBytes);
  const { bytes, fileName } = await fetchDocument(url, deps.links, limits);
  const writer = deps.documents.write(record.id);
  let sizeBytes = 0;
  for await (const chunk of checkedStream(bytes)) {
    lease.check();
    sizeBytes += chunk.byteLength;
    await writer.append(chunk);
  }
  checkSize(sizeBytes, deps.maxDocumentBytes);
  lease.check();
  await writer.finish();
  return fileName;
}

/**
 * The document, fetched if it was not there yet. An attempt that finds it there, because the one before ended between fetching and
 * planning, uses that. One that has lost its lease writes nothing more: another may have fetched the document by then. It is shown to the scanner before it is opened. Who has asked for it before hands over what becomes of that. Throws what the guarded client and the scanner throw, `not_a_pdf`, and `document_lost`.
 */
export async function fetchedDocument(
  deps: ReadingDeps,
  record: JobRecord,
  lease: LeaseCheck,
  opened: Promise<FoundDocument | null> = deps.documents.open(record.id, record.source.size_bytes),
): Promise<Fetched> {
  const found = await opened;
  if (found === null) throw new DocatError("document_lost");
  const theirs = found.kind === "link" ? await fetchLink(deps, record, found.url, lease) : null;
  const name = record.source.name ?? theirs;
  const document = found.kind === "link" ? await loadDocument(deps, record) : found.document;
  if (record.source.sha256 !== null) return { document, source: record.source };
  await deps.scan(piecesOfSource(document));
  const { sizeBytes: size_bytes, sha256 } = document;
  return { document, source: { ...record.source, name, size_bytes, sha256 } };
}
