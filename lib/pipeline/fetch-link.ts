/** A document by link is fetched when its job is planned: not by the request that asked for the job. */
import { checkSize } from "../documents/check-file.ts";
import { checkedStream } from "../documents/checked-stream.ts";
import type { StoredDocument } from "../documents/document-store.ts";
import { fetchDocument } from "../documents/fetch-document.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord, Source } from "../jobs/job-record.ts";
import { documentFetchLimits } from "../limits/fetch-limits.ts";
import { loadDocument } from "./active-job.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { piecesOfSource } from "./scan-document.ts";

interface Fetched {
  readonly document: StoredDocument;
  /** What the job's record should say, where it does not yet. */
  readonly source: Source | undefined;
}

async function fetchLink(deps: ReadingDeps, record: JobRecord, url: string): Promise<string | null> {
  const limits = documentFetchLimits(deps.maxDocumentBytes);
  const { bytes, fileName } = await fetchDocument(url, deps.links, limits);
  const writer = deps.documents.write(record.id);
  let sizeBytes = 0;
  for await (const chunk of checkedStream(bytes)) {
    sizeBytes += chunk.byteLength;
    await writer.append(chunk);
  }
  checkSize(sizeBytes, deps.maxDocumentBytes);
  await writer.finish();
  return fileName;
}

/**
 * The document, fetched if it was not there yet. An attempt that finds it there, because the one before ended between fetching and
 * planning, uses that. It is shown to the scanner before it is opened. Throws what the guarded client and the scanner throw, `not_a_pdf`, and `document_lost`.
 */
export async function fetchedDocument(deps: ReadingDeps, record: JobRecord): Promise<Fetched> {
  const found = await deps.documents.open(record.id, record.source.size_bytes);
  if (found === null) throw new DocatError("document_lost");
  const theirs = found.kind === "link" ? await fetchLink(deps, record, found.url) : null;
  const name = record.source.name ?? theirs;
  const document = found.kind === "link" ? await loadDocument(deps, record) : found.document;
  if (record.source.sha256 !== null) return { document, source: undefined };
  await deps.scan(piecesOfSource(document));
  const { sizeBytes: size_bytes, sha256 } = document;
  return { document, source: { ...record.source, name, size_bytes, sha256 } };
}
