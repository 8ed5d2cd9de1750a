/**
 * Upstash Vector over REST: a namespace for each account, a vector for each chunk under the job's id and its own. Where the job has no vectors the index
 * makes them of the text, by the model that it was made with.
 */
import type { Chunk } from "../contracts/chunk.ts";
import { batchesOf } from "./batches.ts";
import { numbersOf } from "./chunk-vector.ts";
import { postJson } from "./post-json.ts";
import type { Delivery, Sink } from "./sink.ts";

export interface VectorSettings {
  readonly url: string;
  readonly token: string;
}

function entryOf({ job, frame, vectorFormat }: Delivery, chunk: Chunk) {
  const { id, text, vector, index, heading_path, page_first, page_last } = chunk;
  const document = { name: frame.document.name, sha256: frame.document.sha256 };
  return {
    id: `${job.id}:${id}`,
    data: text,
    metadata: { job_id: job.id, chunk_id: id, position: index, heading_path, page_first, page_last, ...document },
    ...(vector === undefined || vectorFormat === null ? {} : { vector: numbersOf(vector, vectorFormat) }),
  };
}

export function createVectorSink({ url, token }: VectorSettings): Sink {
  const headers = { authorization: `Bearer ${token}` };
  const base = url.replace(/\/$/, "");
  return {
    name: "vector",
    /** Each chunk is a step. */
    async deliver(delivery, done) {
      const namespace = encodeURIComponent(delivery.job.tenant);
      let reached = done;
      for await (const { chunks, until } of batchesOf(delivery.chunks(), done)) {
        if (delivery.isTimeUp()) return { done: reached, whole: false };
        const entries = chunks.map((chunk) => entryOf(delivery, chunk));
        const [withVectors, without] = [true, false].map((has) => entries.filter((entry) => "vector" in entry === has));
        if (withVectors?.length) await postJson(`${base}/upsert/${namespace}`, headers, withVectors);
        if (without?.length) await postJson(`${base}/upsert-data/${namespace}`, headers, without);
        reached = until;
      }
      return { done: reached, whole: true };
    },
  };
}
