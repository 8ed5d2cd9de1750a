/** A way to the store or to the broker on which everything is counted. */
import { listenOnLoopback } from "../../dev/http/loopback-listener.ts";

export interface Tally {
  readonly requests: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** From each request to its answer, added up. */
  readonly seconds: number;
}

export interface CountedWay {
  readonly url: string;
  /** What has passed since the last call. */
  take(): Tally;
  close(): Promise<void>;
}

const nothing = () => ({ requests: 0, bytesSent: 0, bytesReceived: 0, seconds: 0 });

/** `units` says how much one request counts for: a batch is as many messages as it has. */
export async function openCountedWay(
  target: string,
  units: (path: string, body: string) => number = () => 1,
): Promise<CountedWay> {
  let tally = nothing();
  const { url, close } = await listenOnLoopback(0, async (request) => {
    const started = performance.now();
    const { pathname, search } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    for (const name of ["host", "connection", "content-length", "accept-encoding"]) headers.delete(name);
    const init = { method: request.method, headers, ...(body.length > 0 ? { body } : {}) };
    const answer = await fetch(`${target}${pathname}${search}`, init);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    tally.requests += units(pathname, Buffer.from(body).toString("utf8"));
    tally.bytesSent += body.length;
    tally.bytesReceived += bytes.length;
    tally.seconds += (performance.now() - started) / 1_000;
    const passed = new Headers(answer.headers);
    for (const name of ["content-encoding", "content-length", "transfer-encoding"]) passed.delete(name);
    return new Response(answer.status === 204 ? null : bytes, { status: answer.status, headers: passed });
  });
  return {
    url,
    close,
    take() {
      const taken = tally;
      tally = nothing();
      return taken;
    },
  };
}
