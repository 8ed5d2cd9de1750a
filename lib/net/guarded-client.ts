/** The one HTTP client for addresses that callers name. It reaches the public internet and nothing else. */
import type { IncomingMessage } from "node:http";
import type { FetchLimits, GuardedFetch, GuardedRequest, GuardedResponse } from "../contracts/guarded-fetch.ts";
import { DocatError } from "../errors/docat-error.ts";
import { type AddressPolicy, PUBLIC_INTERNET } from "./address-policy.ts";
import { boundedAnswer } from "./bounded-answer.ts";
import { checkUrl } from "./check-url.ts";
import { exchange } from "./exchange.ts";
import { RequestClock } from "./request-clock.ts";
import { type Resolver, resolveHost, systemResolver } from "./resolve-host.ts";

/** What tests put in place of the world. A deployment passes nothing. */
interface World {
  readonly resolve: Resolver;
  readonly policy: AddressPolicy;
  /** Certificate authorities, PEM. */
  readonly ca: string | undefined;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** What every request says. Only identity is accepted, so that what is counted is what comes. */
const OWN_HEADERS = { accept: "*/*", "accept-encoding": "identity", "user-agent": "Docat/1", connection: "close" };

/** What belongs to the connection, and is not the caller's to say. */
const RESERVED_HEADERS: readonly string[] = [
  ...["host", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect", "keep-alive"],
  ...["proxy-authorization", "proxy-connection", "connection", "accept-encoding"],
];

/** Builds the client. Without a world of their own all clients are alike: they hold no connection and no state. */
export function createGuardedClient(world: Partial<World> = {}): GuardedFetch {
  const whole: World = { resolve: systemResolver, policy: PUBLIC_INTERNET, ca: undefined, ...world };
  return {
    checkUrl: (url) => checkUrl(url, whole.policy),
    checkHost: async (url, connectMs, signal) => {
      const clock = new RequestClock(connectMs, signal);
      try {
        await resolveHost(checkUrl(url, whole.policy), whole, clock.signal);
      } catch (error) {
        throw clock.meaningOf(error);
      } finally {
        clock.end();
      }
    },
    send: async (request, limits, signal) => {
      const clock = new RequestClock(limits.totalMs, signal);
      try {
        return await follow(request, whole, limits, clock);
      } catch (error) {
        clock.end();
        throw clock.meaningOf(error);
      }
    },
  };
}

/** Each hop is checked like the first: its text, and then every address of its name, to one of which it goes. */
async function follow(
  request: GuardedRequest,
  world: World,
  limits: FetchLimits,
  clock: RequestClock,
): Promise<GuardedResponse> {
  const { method = "GET", body } = request;
  let url = checkUrl(request.url, world.policy);
  let own = callerHeaders(request.headers ?? {});
  for (let redirects = 0; ; redirects += 1) {
    const stop = clock.limit(limits.connectMs, "Resolving the name");
    const addresses = await resolveHost(url, world, clock.signal).finally(stop);
    const headers = { ...OWN_HEADERS, ...own };
    const message = await exchange({ url, addresses, method, headers, body }, { ...world, limits, clock });
    const next = method === "GET" ? redirectOf(message, url, world.policy) : null;
    if (next === null) return responseOf(message, url, limits, clock);
    message.destroy();
    if (redirects >= limits.maxRedirects) {
      throw new DocatError("url_unusable", { detail: `It redirects more than ${limits.maxRedirects} times.` });
    }
    if (next.origin !== url.origin) own = {};
    url = next;
  }
}

/** Where an answer leads on to, checked; null when it is the last. Throws `url_refused`, also on the way from https to http. */
function redirectOf(message: IncomingMessage, from: URL, policy: AddressPolicy): URL | null {
  const location = message.headers.location;
  if (location === undefined || !REDIRECTS.includes(message.statusCode ?? 0)) return null;
  try {
    const next = checkUrl(absolute(location, from), policy);
    if (from.protocol === "https:" && next.protocol !== "https:") {
      throw new DocatError("url_refused", { detail: "It redirects from https to http." });
    }
    return next;
  } catch (error) {
    message.destroy();
    throw error;
  }
}

/** A relative reference is completed; an absolute one is checked as it stands, before a parser mends it. */
function absolute(location: string, from: URL): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(location) || /[\p{Cc}\s\\]/u.test(location)) return location;
  return URL.parse(location, from.href)?.href ?? location;
}

/** By lower-case name, without what is reserved. */
function callerHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(named.filter(([name]) => !RESERVED_HEADERS.includes(name)));
}

function responseOf(message: IncomingMessage, url: URL, limits: FetchLimits, clock: RequestClock): GuardedResponse {
  const headers = Object.entries(message.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as const],
  );
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    url: url.href,
    body: boundedAnswer(message, limits, clock),
    discard: () => {
      message.destroy();
      clock.end();
    },
  };
}
