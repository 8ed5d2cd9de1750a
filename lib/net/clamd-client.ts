/** clamd over TCP: fills the port to a virus scanner by its INSTREAM command (clamd(8)), one connection a file. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ScanFailure, ScanOutcome, VirusScanner } from "../contracts/virus-scanner.ts";
import {
  DEFAULT_SCAN_LIMITS,
  MAX_SCAN_REPLY_BYTES,
  MAX_SIGNATURE_CHARS,
  SCAN_CHUNK_BYTES,
  type ScanLimits,
} from "../limits/virus-scan.ts";

interface ClamdSettings {
  readonly host: string;
  readonly port: number;
  readonly limits?: ScanLimits;
}

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Ends a scan without a verdict. */
class NoVerdict extends Error {
  readonly why: ScanFailure;

  constructor(why: ScanFailure) {
    super(why);
    this.why = why;
  }
}

/** The address is the operator's own, of an inner network as a rule: it is not for addresses that callers name. */
export function createClamdScanner({ host, port, limits = DEFAULT_SCAN_LIMITS }: ClamdSettings): VirusScanner {
  return {
    scan: async (pieces, signal) => {
      signal?.throwIfAborted();
      const socket = connect({ host, port });
      try {
        return await converse(socket, pieces, limits, signal);
      } catch (error) {
        if (error instanceof NoVerdict) return { verdict: "unavailable", why: error.why };
        throw error;
      } finally {
        socket.destroy();
      }
    },
  };
}

/** Sends while it listens: a scanner that has heard enough answers early, and the rest is not sent. */
async function converse(
  socket: Socket,
  pieces: Pieces,
  limits: ScanLimits,
  signal: AbortSignal | undefined,
): Promise<ScanOutcome> {
  const over = new AbortController();
  const reply = replyOf(socket, limits, signal).finally(() => over.abort());
  const sending = send(socket, pieces, over.signal);
  // Whichever comes second may fail unheard.
  for (const either of [reply, sending]) either.catch(() => undefined);
  await Promise.race([sending, reply]);
  return outcomeOf(await reply);
}

/** The command, the file in bounded chunks, each after its length in four bytes, and a chunk of none. */
async function send(socket: Socket, pieces: Pieces, over: AbortSignal): Promise<void> {
  socket.write("zINSTREAM\0");
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; at += SCAN_CHUNK_BYTES) {
      const chunk = piece.subarray(at, at + SCAN_CHUNK_BYTES);
      if (over.aborted) return;
      socket.write(lengthOf(chunk.byteLength));
      if (!socket.write(chunk)) await drained(socket, over);
    }
  }
  if (!over.aborted) socket.write(lengthOf(0));
}

async function drained(socket: Socket, over: AbortSignal): Promise<void> {
  try {
    await once(socket, "drain", { signal: over });
  } catch {
    // The reply has come, or the connection is gone: whoever waits for the reply knows.
  }
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

/** The answer without the NUL at its end. Rejects with NoVerdict, or with the signal's reason. */
function replyOf(socket: Socket, limits: ScanLimits, signal: AbortSignal | undefined): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: ScanFailure) => reject(new NoVerdict(why));
  const connecting = setTimeout(() => fail("unreachable"), limits.connectMs);
  const whole = setTimeout(() => fail("timed_out"), limits.totalMs);
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  let text = "";
  socket.on("connect", () => clearTimeout(connecting));
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const end = text.indexOf("\0");
    if (end !== -1) resolve(text.slice(0, end));
    else if (text.length > MAX_SCAN_REPLY_BYTES) fail("scanner_error");
  });
  socket.on("error", () => fail("unreachable"));
  socket.on("close", () => fail("unreachable"));
  return promise.finally(() => {
    clearTimeout(connecting);
    clearTimeout(whole);
    signal?.removeEventListener("abort", onAbort);
  });
}

/** Anything but the two verdicts, in exactly their form, is none. */
function outcomeOf(reply: string): ScanOutcome {
  if (reply === "stream: OK") return { verdict: "clean" };
  const [, name] = /^stream: ([\x20-\x7e]+) FOUND$/.exec(reply) ?? [];
  if (name !== undefined) return { verdict: "infected", name: name.slice(0, MAX_SIGNATURE_CHARS) };
  throw new NoVerdict(reply.startsWith("INSTREAM size limit exceeded") ? "too_large" : "scanner_error");
}
