/** From a URL to the addresses that a connection may use. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { MAX_ADDRESSES_TRIED } from "../limits/fetch-limits.ts";
import type { AddressPolicy } from "./address-policy.ts";
import { hostOf, portOf } from "./check-url.ts";

/** All addresses of a name. Rejects when it has none. */
export type Resolver = (hostName: string) => Promise<readonly string[]>;

/** The system's own resolver, the one that every other client of the process uses. It cannot be interrupted. */
export const systemResolver: Resolver = async (hostName) => {
  const found = await lookup(hostName, { all: true });
  return found.map(({ address }) => address);
};

/** An address, and its family as Node's `lookup` names it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * The addresses of a URL's host, every one of them permitted: a name with one address that is not is refused whole.
 * Rejects with an Error, or with the signal's reason; the resolver's late answer is then dropped.
 */
export async function resolveHost(
  url: URL,
  guard: { readonly resolve: Resolver; readonly policy: AddressPolicy },
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await unlessAborted(guard.resolve(host), signal) : [host];
  const port = portOf(url);
  if (addresses.length === 0 || !addresses.every((address) => guard.policy.permitsAddress(address, port))) {
    throw new Error("The name has no address, or one that is not permitted.");
  }
  return addresses.slice(0, MAX_ADDRESSES_TRIED).map((address) => ({ address, family: isIP(address) === 4 ? 4 : 6 }));
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
