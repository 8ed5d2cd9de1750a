/** A prefix in a bucket: `<prefix><account>/<job>/` has the result as Markdown, as JSON and in chunks. */
import { DocatError } from "../errors/docat-error.ts";
import { SINK_PART_BYTES } from "../limits/sinks.ts";
import { sinkUnavailable } from "./post-json.ts";
import type { Delivery, Sink } from "./sink.ts";

export interface RenderedResult {
  readonly file: string;
  write(delivery: Delivery): AsyncIterable<string>;
}

interface Part {
  readonly number: number;
  readonly sizeBytes: number;
  readonly tag: string;
}

interface OpenObject {
  readonly name: string;
  readonly sending: string;
}

/** Objects that come to be in parts; nobody finds one before its parts are joined. */
export interface Bucket {
  begin(name: string): Promise<OpenObject>;
  putPart(object: OpenObject, number: number, bytes: Uint8Array): Promise<Part>;
  join(object: OpenObject, parts: readonly Part[]): Promise<void>;
  giveUp(object: OpenObject): Promise<void>;
}

/** In parts of one size, so that no text need be there as a whole. */
async function* partsOf(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const text of texts) {
    const bytes = Buffer.from(text, "utf8");
    waiting.push(bytes);
    length += bytes.length;
    while (length >= SINK_PART_BYTES) {
      const all = Buffer.concat(waiting, length);
      yield all.subarray(0, SINK_PART_BYTES);
      waiting = [all.subarray(SINK_PART_BYTES)];
      length -= SINK_PART_BYTES;
    }
  }
  yield Buffer.concat(waiting, length);
}

async function putObject(bucket: Bucket, name: string, texts: AsyncIterable<string>): Promise<void> {
  const object = await bucket.begin(name);
  try {
    const parts: Part[] = [];
    for await (const bytes of partsOf(texts)) parts.push(await bucket.putPart(object, parts.length + 1, bytes));
    await bucket.join(object, parts);
  } catch (error) {
    // Parts that belong to nothing are paid for until somebody removes them.
    await bucket.giveUp(object).catch(() => {});
    throw error;
  }
}

export function createS3Sink(bucket: Bucket, results: readonly RenderedResult[]): Sink {
  return {
    name: "s3",
    /** Each object is a step, and appears as a whole or not at all. */
    async deliver(delivery, done) {
      const { id, tenant } = delivery.job;
      let reached = done;
      for (const { file, write } of results.slice(done)) {
        if (delivery.isTimeUp()) return { done: reached, whole: false };
        try {
          await putObject(bucket, `${encodeURIComponent(tenant)}/${id}/${file}`, write(delivery));
        } catch (error) {
          // The store's own words are for documents that are on their way in.
          if (error instanceof DocatError && error.code === "store_unavailable") throw sinkUnavailable("S3");
          throw error;
        }
        reached += 1;
      }
      return { done: reached, whole: true };
    },
  };
}
