/** The local broker without sockets: what is due for delivery waits until the harness takes it, in whatever order. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Broker } from "../../dev/broker/broker.ts";
import { createBrokerApp } from "../../dev/broker/broker-app.ts";
import { DEV_CREDENTIALS } from "../../dev/broker/start-broker.ts";
import type { Answer } from "./invocation.ts";
import type { Backend } from "./switchboard.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const { token, currentSigningKey, nextSigningKey } = DEV_CREDENTIALS;

export const BROKER_VARIABLES = {
  QSTASH_URL: "http://broker.test",
  QSTASH_TOKEN: token,
  QSTASH_CURRENT_SIGNING_KEY: currentSigningKey,
  QSTASH_NEXT_SIGNING_KEY: nextSigningKey,
};

/** One attempt at delivering one message. */
export interface Delivery {
  /** The broker numbers its messages as they come in. */
  readonly messageId: string;
  /** The last part of its path: `plan`, `extract`. */
  readonly stage: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** Tells the broker how it went; null for no answer. A broker that has stopped waiting hears nothing. */
  end(answer: Answer | null): void;
}

/** The same delivery once more; nobody waits for the outcome of this one. */
export function copyOf(delivery: Delivery): Delivery {
  return { ...delivery, end: () => {} };
}

export interface BrokerBackend extends Backend {
  /** What could be delivered now, in the order in which it was published. */
  waiting(): readonly Delivery[];
  /** It is on its way: the broker waits for its end. A copy is not the broker's. */
  take(delivery: Delivery): void;
  /** Messages to a stage that were taken in so far; those that the broker had already are not counted. */
  accepted(stage: string): number;
  /** Accepted and neither delivered nor given up. */
  unfinished(): number;
  /** Resolves when everything that is due can be taken. */
  rest(): Promise<void>;
  /** Takes only the first messages of a batch. */
  answerPartly(request: Request, count: number): Promise<Response>;
  /** Bodies of the messages that it still holds. */
  held(): string[];
  restart(): void;
}

/** `broker:batch`, `broker:schedules`, `broker:messages-delete`. */
export function nameRequest(path: string, _body: string, method: string): string {
  const [, , what = "", ...rest] = path.split("/");
  const verb = method === "POST" ? (rest.includes("retry") ? "-retry" : "") : `-${method.toLowerCase()}`;
  return `broker:${what}${verb}`;
}

/** Deliveries that were begun: those that wait to be taken, and those that were taken and have not ended. */
class Bag {
  readonly waiting = new Set<Delivery>();
  readonly out = new Set<Delivery>();

  readonly fetch: typeof fetch = (input, init) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const url = String(input);
    const headers = new Headers(init?.headers);
    const close = () => {
      this.waiting.delete(delivery);
      this.out.delete(delivery);
    };
    const delivery: Delivery = {
      messageId: headers.get("upstash-message-id") ?? "",
      stage: url.slice(url.lastIndexOf("/") + 1),
      url,
      headers,
      body: new TextDecoder().decode(init?.body as Uint8Array),
      end(answer) {
        close();
        if (answer === null) reject(new TypeError("fetch failed"));
        else resolve(new Response(answer.text, { status: answer.status, headers: answer.headers }));
      },
    };
    init?.signal?.addEventListener("abort", () => {
      close();
      reject(new Error("The broker has stopped waiting."));
    });
    this.waiting.add(delivery);
    return promise;
  };
}

function openBroker(clock: VirtualClock) {
  let ids = 0;
  const newId = () => {
    ids += 1;
    return String(ids).padStart(8, "0");
  };
  const bag = new Bag();
  const broker = new Broker({ clock, fetch: bag.fetch, signingKey: currentSigningKey, newId });
  const keys = { current: currentSigningKey, next: nextSigningKey };
  return { bag, broker, app: createBrokerApp({ broker, token, keys }) };
}

/** The broker is the one that development runs on; only the sockets are missing. */
export function openBrokerBackend(clock: VirtualClock): BrokerBackend {
  let { bag, broker, app } = openBroker(clock);
  return {
    name: nameRequest,
    answer: (request) => app(request),
    waiting: () => [...bag.waiting].sort((a, b) => a.messageId.localeCompare(b.messageId)),
    take(delivery) {
      if (bag.waiting.delete(delivery)) bag.out.add(delivery);
    },
    async answerPartly(request, count) {
      const batch = (await request.json()) as unknown[];
      const { headers, url } = request;
      return app(new Request(url, { method: "POST", headers, body: JSON.stringify(batch.slice(0, count)) }));
    },
    accepted(stage) {
      const isOne = ({ state, message }: { state: string; message: { url: string } }) =>
        state === "CREATED" && message.url.endsWith(`/${stage}`);
      return broker.events.page(isOne, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY).length;
    },
    unfinished: () => broker.dispatcher.size,
    held: () => broker.dispatcher.messages().map(({ body }) => new TextDecoder().decode(body)),
    async rest() {
      // An attempt signs its request before it is sent and reads the answer after it: both take turns of the event loop.
      do await nextTurn();
      while (broker.dispatcher.inFlightCount !== bag.waiting.size + bag.out.size);
    },
    restart() {
      ({ bag, broker, app } = openBroker(clock));
    },
  };
}
