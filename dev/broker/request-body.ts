/** Reads a request's body with a bound, so that nobody can fill the memory. */
import { BrokerError } from "./broker-error.ts";
import type { Bytes } from "./message.ts";

/** The whole body; throws a 413 as soon as it is longer than `maxBytes`. */
export async function readBody(request: Request, maxBytes: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new BrokerError(413, `the request is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
