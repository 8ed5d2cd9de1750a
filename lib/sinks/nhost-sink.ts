/**
 * Hasura's GraphQL, as Nhost has it: a row for the document, then rows for its chunks, each mutation an upsert by the primary key (`on_conflict`), so that
 * a delivery which is repeated changes nothing. Tables, columns and constraints are settings.
 */
import { z } from "zod";
import type { Chunk } from "../contracts/chunk.ts";
import { MAX_ROW_CONTENT_CHARS } from "../limits/sinks.ts";
import { batchesOf } from "./batches.ts";
import { numbersOf } from "./chunk-vector.ts";
import { postJson, sinkRefused, sinkUnavailable } from "./post-json.ts";
import type { Delivery, Sink } from "./sink.ts";

/** What a document's row can have, and a chunk's. */
export const DOCUMENT_FIELDS = [
  ...["id", "account_id", "user_id", "upload_device", "name", "sha256", "size_bytes", "pages", "title", "language"],
  ...["content", "created_at", "finished_at"],
] as const;
export const CHUNK_FIELDS = [
  ...["id", "document_id", "position", "text", "markdown", "heading_path", "page_first", "page_last", "tokens"],
  "vector",
] as const;
type DocumentField = (typeof DOCUMENT_FIELDS)[number];
type ChunkField = (typeof CHUNK_FIELDS)[number];

export interface Table {
  readonly name: string;
  /** The primary key's. */
  readonly constraint: string;
  /** Field → column; a field that is not there is not written. */
  readonly columns: Readonly<Record<string, string>>;
  /** Fields of the primary key. */
  readonly key: readonly string[];
}

export interface NhostSettings {
  readonly url: string;
  readonly adminSecret: string;
  readonly documents: Table;
  readonly chunks: Table;
}

type Row = Readonly<Record<string, unknown>>;

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }).partial().optional() })).optional(),
});

/** What Hasura says when its database is away or a statement took too long. */
const PASSING = /^(?:postgres-error|unexpected|time-limit-exceeded|rate-limit-exceeded)$/;

function mutationOf({ name, constraint, columns, key }: Table): string {
  const updated = Object.entries(columns).flatMap(([field, column]) => (key.includes(field) ? [] : [column]));
  const conflict = `{constraint: ${constraint}, update_columns: [${updated.join(", ")}]}`;
  return `mutation ($objects: [${name}_insert_input!]!) { insert_${name}(objects: $objects, on_conflict: ${conflict}) { affected_rows } }`;
}

/** Names came from settings that allow nothing but GraphQL's names. */
async function upsert({ url, adminSecret }: NhostSettings, table: Table, rows: readonly Row[]): Promise<void> {
  const objects = rows.map((row) =>
    Object.fromEntries(Object.entries(table.columns).map(([field, column]) => [column, row[field] ?? null])),
  );
  const headers = { "x-hasura-admin-secret": adminSecret };
  const { text } = await postJson(url, headers, { query: mutationOf(table), variables: { objects } });
  const answer = answerSchema.safeParse(safeJson(text));
  if (!answer.success) throw sinkRefused("no GraphQL");
  const [error] = answer.data.errors ?? [];
  if (error === undefined) return;
  const code = error.extensions?.code ?? "unknown";
  throw PASSING.test(code) ? sinkUnavailable(`GraphQL ${code}`) : sinkRefused(`GraphQL ${code}`);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const timeOf = (time: number | null) => (time === null ? null : new Date(time).toISOString());

function documentRow({ job, frame }: Delivery, content: string | null): Record<DocumentField, unknown> {
  const { document } = frame;
  return {
    id: job.id,
    account_id: job.tenant,
    user_id: job.userId,
    upload_device: job.uploadDevice,
    name: document.name,
    sha256: document.sha256,
    size_bytes: document.size_bytes,
    pages: document.pages_total,
    title: document.title ?? null,
    language: document.language ?? null,
    content,
    created_at: timeOf(job.createdAt),
    finished_at: timeOf(job.finishedAt),
  };
}

function chunkRow({ job, vectorFormat }: Delivery, chunk: Chunk): Record<ChunkField, unknown> {
  const vector = chunk.vector === undefined || vectorFormat === null ? null : numbersOf(chunk.vector, vectorFormat);
  return {
    id: chunk.id,
    document_id: job.id,
    position: chunk.index,
    text: chunk.text,
    markdown: chunk.markdown,
    heading_path: chunk.heading_path,
    page_first: chunk.page_first,
    page_last: chunk.page_last,
    tokens: chunk.tokens,
    // As pgvector reads it.
    vector: vector && `[${vector.join(",")}]`,
  };
}

/** `render` writes the document as Markdown. */
export function createNhostSink(
  settings: NhostSettings,
  render: (pages: Delivery["pages"]) => AsyncIterable<string>,
): Sink {
  async function contentOf({ pages }: Delivery): Promise<string | null> {
    if (settings.documents.columns.content === undefined) return null;
    const parts: string[] = [];
    let length = 0;
    for await (const part of render(pages)) {
      length += part.length;
      if (length > MAX_ROW_CONTENT_CHARS) return null;
      parts.push(part);
    }
    return parts.join("");
  }

  return {
    name: "nhost",
    /** The document is the first step, and each chunk one more. */
    async deliver(delivery, done) {
      if (done === 0) await upsert(settings, settings.documents, [documentRow(delivery, await contentOf(delivery))]);
      let reached = Math.max(1, done);
      for await (const { chunks, until } of batchesOf(delivery.chunks(), reached - 1)) {
        if (delivery.isTimeUp()) return { done: reached, whole: false };
        const rows = chunks.map((chunk) => chunkRow(delivery, chunk));
        await upsert(settings, settings.chunks, rows);
        reached = until + 1;
      }
      return { done: reached, whole: true };
    },
  };
}
