/** The body of an answer, counted while it streams. */
import type { IncomingMessage } from "node:http";
import type { FetchLimits } from "../contracts/guarded-fetch.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { RequestClock } from "./request-clock.ts";

/**
 * The bytes as they were sent, with the clock stopped and the connection closed at the end, however it comes.
 * An encoded body is refused and never unpacked, so the bytes that are counted are those that arrive.
 */
export async function* boundedAnswer(
  message: IncomingMessage,
  limits: FetchLimits,
  clock: RequestClock,
): AsyncGenerator<Uint8Array, void> {
  const chunks: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]();
  let size = 0;
  try {
    checkHead(message, limits.maxBytes);
    for (;;) {
      const next = await nextChunk(chunks, limits, clock);
      if (next === null) break;
      size += next.byteLength;
      if (size > limits.maxBytes) throw tooLarge(limits.maxBytes);
      yield next;
    }
    // To Node a body that only its connection ends is complete also when the connection was reset, or given up by us.
    if (!message.complete || message.socket.errored !== null) throw new Error("The body broke off.");
  } catch (error) {
    throw clock.meaningOf(error);
  } finally {
    message.destroy();
    clock.end();
  }
}

/** Only the wait for the other side is limited, not what the reader does between two pieces. */
async function nextChunk(chunks: AsyncIterator<Uint8Array>, limits: FetchLimits, clock: RequestClock) {
  const stop = clock.limit(limits.idleMs, "A piece of the body");
  try {
    const { done, value } = await chunks.next();
    return done === true ? null : value;
  } finally {
    stop();
  }
}

function checkHead(message: IncomingMessage, maxBytes: number): void {
  const { "content-encoding": content = "identity", "transfer-encoding": transfer = "chunked" } = message.headers;
  if (content.trim().toLowerCase() !== "identity" || transfer.trim().toLowerCase() !== "chunked") {
    throw new DocatError("url_unusable", { detail: "The answer is compressed, although that was not asked for." });
  }
  if (Number(message.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): DocatError {
  return new DocatError("url_too_large", { detail: `The limit is ${maxBytes} bytes.` });
}
