/** One request and the head of its answer, over a connection of its own to an address that was checked. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { isIP, type LookupFunction, type Socket, type TcpSocketConnectOpts } from "node:net";
import type { FetchLimits } from "../contracts/guarded-fetch.ts";
import { ADDRESS_ATTEMPT_MS, MAX_INTERIM_ANSWERS } from "../limits/fetch-limits.ts";
import type { AddressPolicy } from "./address-policy.ts";
import { hostOf, portOf } from "./check-url.ts";
import type { RequestClock } from "./request-clock.ts";
import type { ResolvedAddress } from "./resolve-host.ts";

export interface Hop {
  readonly url: URL;
  readonly addresses: readonly ResolvedAddress[];
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

interface Surroundings {
  readonly policy: AddressPolicy;
  /** Certificate authorities in place of the system's; for tests. */
  readonly ca: string | undefined;
  readonly limits: FetchLimits;
  readonly clock: RequestClock;
}

/**
 * Resolves with the answer's head; its body is not read yet. The connection is new, goes to one of `addresses` and to
 * nothing else, while Host and certificate are those of the URL's name. Rejects with an Error of Node's or our own.
 */
export function exchange(hop: Hop, around: Surroundings): Promise<IncomingMessage> {
  const { url } = hop;
  const { limits, clock, policy } = around;
  const secure = url.protocol === "https:";
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (secure ? httpsRequest : httpRequest)(optionsOf(hop, around));
  let stopTimer = clock.limit(limits.connectMs, "Connecting");
  let interim = 0;
  request.on("socket", (socket: Socket) => {
    socket.once("connect", () => {
      if (!policy.permitsAddress(socket.remoteAddress ?? "", portOf(url))) {
        request.destroy(new Error("The connection has an address that is not permitted."));
      }
    });
    socket.once(secure ? "secureConnect" : "connect", () => {
      stopTimer();
      stopTimer = clock.limit(limits.idleMs, "The answer");
    });
  });
  request.on("information", () => {
    interim += 1;
    if (interim > MAX_INTERIM_ANSWERS) request.destroy(new Error("The answer never came to its point."));
  });
  request.on("response", resolve);
  request.on("error", reject);
  request.on("close", () => reject(new Error("The connection closed without an answer.")));
  request.end(hop.body);
  return promise.finally(() => stopTimer());
}

function optionsOf({ url, addresses, method, headers }: Hop, { ca, limits, clock }: Surroundings) {
  const host = hostOf(url);
  const options: RequestOptions & Pick<TcpSocketConnectOpts, "autoSelectFamily" | "autoSelectFamilyAttemptTimeout"> = {
    agent: false,
    protocol: url.protocol,
    host,
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    method,
    headers,
    lookup: pinnedLookup(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    maxHeaderSize: limits.maxHeaderBytes,
    insecureHTTPParser: false,
    signal: clock.signal,
    rejectUnauthorized: true,
    servername: isIP(host) === 0 ? host : "",
    ...(ca === undefined ? {} : { ca }),
  };
  return options;
}

/** Answers with the addresses that were checked, whatever is asked: nothing is resolved a second time. */
function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostName, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
  };
}
