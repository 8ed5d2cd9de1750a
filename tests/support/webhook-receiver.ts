/** A receiver of webhooks on loopback that judges what comes by the receivers' own library, and keeps what it took. */
import type { IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";
import { createGuardedClient } from "../../lib/net/guarded-client.ts";
import { type LoopbackServer, listenHttp, policyWith } from "./loopback-server.ts";

export interface ReceivedEvent {
  readonly id: string;
  readonly body: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class WebhookReceiver implements AsyncDisposable {
  /** What came, whether it was taken or not. */
  readonly came: ReceivedEvent[] = [];
  /** What was taken, each request with a signature that holds. */
  readonly taken: ReceivedEvent[] = [];
  /** Requests whose signature did not hold. */
  forged = 0;
  /** What it answers; a request is taken when that is 2xx. */
  answer: (event: ReceivedEvent) => ReceiverAnswer = () => ({ status: 204 });
  readonly secrets = new Map<string, string>();
  readonly #server: LoopbackServer;

  constructor(server: LoopbackServer) {
    this.#server = server;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Under a name of the outside world. */
  urlOf(path: string): string {
    return `http://hooks.example.com:${this.#server.port}${path}`;
  }

  /** A client for which that name leads here, and nothing else does. */
  client() {
    return createGuardedClient({ resolve: async () => ["127.0.0.1"], policy: policyWith(this.#server.port) });
  }

  receive(path: string, headers: IncomingHttpHeaders, body: string): ReceiverAnswer {
    const event = { id: String(headers["webhook-id"]), body, path, headers };
    this.came.push(event);
    const answer = this.answer(event);
    if (answer.status >= 300) return answer;
    try {
      new Webhook(this.secrets.get(path) ?? "").verify(body, headers as Record<string, string>);
      this.taken.push(event);
      return answer;
    } catch {
      this.forged += 1;
      return { status: 401 };
    }
  }

  /** The bodies under which each id was taken. */
  bodiesById(): Map<string, Set<string>> {
    const bodies = new Map<string, Set<string>>();
    for (const { id, body } of this.came) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    return bodies;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const server = await listenHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const { status, headers = {}, body: text = "" } = receiver.receive(request.url ?? "", request.headers, body);
    response.writeHead(status, headers).end(text);
  });
  const receiver = new WebhookReceiver(server);
  return receiver;
}
