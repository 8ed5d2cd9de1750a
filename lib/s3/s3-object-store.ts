/** ObjectStore on anything that speaks S3: Amazon's own, Cloudflare R2, MinIO and others. */
import type { ObjectStore } from "../documents/object-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import { OBJECT_IDLE_TIMEOUT_MS, OBJECT_TRANSFER_TIMEOUT_MS } from "../limits/object-limits.ts";
import { createMultipart } from "./multipart.ts";
import type { S3Settings } from "./s3-address.ts";
import { S3Client, storeError } from "./s3-client.ts";

/** Longest that a stream of one object may take as a whole. */
const STREAM_TIMEOUT_MS = 280_000;

/** All of a range that was asked for, or none. */
async function bytesOf(response: Response, expected: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(expected);
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      if (size + chunk.byteLength > expected) throw storeError("more bytes than were asked for");
      bytes.set(chunk, size);
      size += chunk.byteLength;
    }
  } catch (error) {
    throw error instanceof DocatError ? error : storeError("a range broke off");
  }
  if (size !== expected) throw storeError("fewer bytes than were asked for");
  return bytes;
}

/** Ends the stream when its other side has been silent for too long; not for the time that its reader takes. */
async function* streamOf(response: Response, stop: AbortController): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const timer = setTimeout(() => stop.abort(), OBJECT_IDLE_TIMEOUT_MS);
      const { done, value } = await reader
        .read()
        .catch(() => Promise.reject(storeError("a stream broke off")))
        .finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    stop.abort();
  }
}

export function createS3ObjectStore(settings: S3Settings): ObjectStore {
  const client = new S3Client(settings);
  return {
    ...createMultipart(client),

    async sizeOf(name) {
      const response = await client.send({ method: "HEAD", name });
      if (response === null) return null;
      await response.body?.cancel();
      const size = Number(response.headers.get("content-length") ?? Number.NaN);
      if (!Number.isSafeInteger(size)) throw storeError("an object without a size");
      return size;
    },

    async read(name, start, end) {
      if (end <= start) return new Uint8Array(0);
      const headers = { range: `bytes=${start}-${end - 1}` };
      const response = await client.send({ method: "GET", name, headers, timeoutMs: OBJECT_TRANSFER_TIMEOUT_MS });
      if (response === null) throw new DocatError("document_lost");
      if (response.status !== 206) {
        await response.body?.cancel();
        throw storeError("no range of an object");
      }
      return bytesOf(response, end - start);
    },

    async *stream(name) {
      const stop = new AbortController();
      const response = await client.send({
        method: "GET",
        name,
        timeoutMs: STREAM_TIMEOUT_MS,
        signal: stop.signal,
      });
      if (response === null) throw new DocatError("document_lost");
      yield* streamOf(response, stop);
    },

    async delete(name) {
      const response = await client.send({ method: "DELETE", name });
      await response?.body?.cancel();
    },
  };
}
