/** Request bodies, read with a hard limit. */
import { DocatError } from "../errors/docat-error.ts";

/**
 * All bytes of the body. Counts while it reads and stops at the limit, whatever Content-Length says.
 * Throws `payload_too_large`, or `bad_request` when the client breaks off.
 */
export async function readBoundedBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new DocatError("payload_too_large", { detail: `The limit is ${maxBytes} bytes.` });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof DocatError) throw error;
    throw new DocatError("bad_request", { detail: "The body broke off.", cause: error });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
