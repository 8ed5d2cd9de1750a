/** Request bodies, read with a hard limit. */
import { DocatError } from "../errors/docat-error.ts";

/** What a body that does not tell its length is given room for at first. */
const FIRST_BYTES = 65_536;

/**
 * All bytes of the body. Counts while it reads and stops at the limit, whatever Content-Length says; what that says is the room that is
 * made for it, so that no body is in memory twice. Throws `payload_too_large`, or `bad_request` when the client breaks off.
 */
export async function readBoundedBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new DocatError("payload_too_large", { detail: `The limit is ${maxBytes} bytes.` });
  const said = Number(request.headers.get("content-length") ?? Number.NaN);
  if (said > maxBytes) throw tooLarge();
  let bytes = new Uint8Array(said >= 0 ? Math.floor(said) : Math.min(FIRST_BYTES, maxBytes));
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      const end = size + chunk.byteLength;
      if (end > maxBytes) throw tooLarge();
      if (end > bytes.byteLength) bytes = withRoom(bytes, Math.min(maxBytes, Math.max(end, 2 * size)));
      bytes.set(chunk, size);
      size = end;
    }
  } catch (error) {
    if (error instanceof DocatError) throw error;
    throw new DocatError("bad_request", { detail: "The body broke off.", cause: error });
  }
  return size === bytes.byteLength ? bytes : withRoom(bytes, size);
}

function withRoom(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer.transfer(size));
}
