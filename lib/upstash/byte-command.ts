/** A Redis command as the JSON that the REST API takes, with bytes in it that go out as base64. */

/** Bytes that are made when their turn comes, and may be in memory that is used again for the next. */
export interface LateBytes {
  readonly sizeBytes: number;
  readonly bytes: () => Buffer;
}

export type CommandWord = string | LateBytes;

/** Bytes of which a text is made at once; a whole number of base64's groups of three, so that texts can follow each other. */
const SLICE_BYTES = 24_576;

function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** Writes from `at` on, and answers where the next thing goes. */
function putBase64(body: Buffer, at: number, bytes: Buffer): number {
  let end = at;
  for (let start = 0; start < bytes.byteLength; start += SLICE_BYTES) {
    const text = bytes.toString("base64", start, Math.min(start + SLICE_BYTES, bytes.byteLength));
    end += body.write(text, end, "latin1");
  }
  return end;
}

export function commandBody(words: readonly CommandWord[]): Buffer<ArrayBuffer> {
  const parts = words.map((word) => (typeof word === "string" ? Buffer.from(JSON.stringify(word)) : word));
  const sizes = parts.map((part) => ("sizeBytes" in part ? base64Length(part.sizeBytes) + 2 : part.byteLength));
  // Each has a comma before it, or the first bracket.
  const body = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size + 1, 1));
  let at = 0;
  for (const part of parts) {
    at += body.write(at === 0 ? "[" : ",", at);
    if ("sizeBytes" in part) {
      at += body.write('"', at);
      at = putBase64(body, at, part.bytes());
      at += body.write('"', at);
    } else {
      at += part.copy(body, at);
    }
  }
  body.write("]", at);
  return body;
}
