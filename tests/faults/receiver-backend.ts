/** A receiver of webhooks without sockets, which judges what comes by the receivers' own library; and the client that reaches it. */
import { Webhook } from "standardwebhooks";
import type { GuardedFetch } from "../../lib/contracts/guarded-fetch.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { Backend } from "./switchboard.ts";

export const RECEIVER_URL = "http://receiver.test/hook";

export interface ReceiverBackend extends Backend {
  /** Event → every body under which it was taken. */
  readonly bodies: Map<string, Set<string>>;
  /** Requests whose signature did not hold. */
  readonly forged: string[];
  restart(): void;
}

export function openReceiver(secret: string): ReceiverBackend {
  const bodies = new Map<string, Set<string>>();
  const forged: string[] = [];
  return {
    bodies,
    forged,
    name: () => "receiver:hook",
    async answer(request) {
      const body = await request.text();
      const headers = Object.fromEntries(request.headers);
      try {
        new Webhook(secret).verify(body, headers);
      } catch {
        forged.push(body);
        return new Response(null, { status: 401 });
      }
      const id = headers["webhook-id"] ?? "";
      bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
      return new Response(null, { status: 204 });
    },
    restart() {
      bodies.clear();
      forged.length = 0;
    },
  };
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(await response.arrayBuffer());
}

/** What the guarded client promises, over the harness's fetch. */
export const receiverClient: GuardedFetch = {
  checkUrl: (url) => new URL(url),
  checkHost: async () => {},
  async send({ url, headers = {}, body }, limits) {
    try {
      const signal = AbortSignal.timeout(limits.totalMs);
      const response = await fetch(url, { method: "POST", headers, body: Buffer.from(body ?? []), signal });
      const told = Object.fromEntries(response.headers);
      return { status: response.status, headers: told, url, body: chunksOf(response), discard: () => {} };
    } catch (cause) {
      throw new DocatError("url_unreachable", { cause });
    }
  },
};
