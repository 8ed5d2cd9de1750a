/** A server that speaks clamd's INSTREAM and finds one virus: the EICAR test file, wherever it stands in a stream. */
import type { Socket } from "node:net";
import { EICAR } from "./eicar.ts";
import { type LoopbackServer, listenTcp } from "./loopback-server.ts";

const COMMAND = "zINSTREAM\0";

interface ClamdStandIn extends LoopbackServer {
  /** Sizes of the chunks of all streams so far, the last one of each included. */
  readonly chunks: readonly number[];
}

/** As clamd does: a reply to each stream, then the end of the connection; streams over the limit are refused. */
export async function clamdStandIn(maxBytes = 26_214_400): Promise<ClamdStandIn> {
  const chunks: number[] = [];
  const server = await listenTcp(async (socket) => {
    const answer = await answerTo(socket, maxBytes, chunks).catch(() => null);
    if (answer !== null) socket.end(`${answer}\0`);
    socket.resume();
  });
  return { ...server, chunks, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function answerTo(socket: Socket, maxBytes: number, chunks: number[]): Promise<string> {
  const take = takingFrom(socket);
  if ((await take(COMMAND.length)).toString() !== COMMAND) return "UNKNOWN COMMAND";
  const stream: Buffer[] = [];
  let total = 0;
  for (;;) {
    const size = (await take(4)).readUInt32BE(0);
    total += size;
    if (total > maxBytes) return "INSTREAM size limit exceeded. ERROR";
    chunks.push(size);
    if (size === 0) break;
    stream.push(await take(size));
  }
  return Buffer.concat(stream).includes(EICAR) ? "stream: Eicar-Test FOUND" : "stream: OK";
}

/** Takes so many bytes off a socket, and waits for them. Rejects when it ends before. */
function takingFrom(socket: Socket): (count: number) => Promise<Buffer> {
  const source: AsyncIterator<Buffer> = socket.iterator({ destroyOnReturn: false });
  let held = Buffer.alloc(0);
  return async (count) => {
    while (held.length < count) {
      const { done, value } = await source.next();
      if (done === true) throw new Error("The stream broke off.");
      held = Buffer.concat([held, value]);
    }
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
}
