/** The way to the store, broken at random: requests and answers are lost, late, cut off or replaced by somebody else's. */
import type { Random } from "./random.ts";

const RETRY_LATER_HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>";

type Fetch = typeof fetch;

function cutOff(response: Response, text: string): Response {
  return new Response(text.slice(0, text.length / 2), { status: response.status, headers: response.headers });
}

/** Rejects when the caller's own deadline passes; never answers. */
function silence(init: RequestInit | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const signal = init?.signal;
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

const BREAKS: Readonly<Record<string, (real: Fetch, ...call: Parameters<Fetch>) => Promise<Response>>> = {
  "the request is lost": () => Promise.reject(new TypeError("fetch failed")),
  "the answer is lost": async (real, ...call) => {
    await (await real(...call)).arrayBuffer();
    throw new TypeError("fetch failed");
  },
  "the server refuses": async () => Response.json({ error: "ERR overloaded" }, { status: 500 }),
  "a gateway answers": async () =>
    new Response(RETRY_LATER_HTML, { status: 502, headers: { "content-type": "text/html" } }),
  "half an answer comes": async (real, ...call) => {
    const response = await real(...call);
    return cutOff(response, await response.text());
  },
  "the answer is late": async (real, ...call) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return real(...call);
  },
  "nobody answers": (_real, _input, init) => silence(init),
};

export interface BrokenWire {
  readonly fetch: Fetch;
  /** How often each thing went wrong. */
  readonly broken: Map<string, number>;
  /** From now on all is well. */
  mend(): void;
}

/** Breaks requests whose address starts with `url`; all others pass. A time without an answer costs the client's whole deadline, so it is rare. */
export function breakWire(real: Fetch, url: string, random: Random, rate: number): BrokenWire {
  const names = Object.keys(BREAKS);
  const broken = new Map<string, number>();
  let share = rate;
  return {
    broken,
    mend() {
      share = 0;
    },
    async fetch(input: Parameters<Fetch>[0], init?: RequestInit) {
      if (!String(input instanceof Request ? input.url : input).startsWith(url) || random.next() >= share) {
        return real(input, init);
      }
      const name = random.next() < 0.02 ? "nobody answers" : random.pick(names.slice(0, -1));
      broken.set(name, (broken.get(name) ?? 0) + 1);
      const broke = BREAKS[name];
      return broke === undefined ? real(input, init) : broke(real, input, init);
    },
  };
}
