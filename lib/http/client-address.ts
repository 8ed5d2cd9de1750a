/** Whose network a request comes from, as far as somebody trustworthy says so. */
import { isIP } from "node:net";

/** Callers of whom nobody trustworthy says where they are: they are counted as one. */
export const UNKNOWN_ADDRESS = "unknown";

/** The eight groups of an IPv6 address that `isIP` takes, without its zone. */
function groupsOf(address: string): string[] {
  const host = new URL(`http://[${address.replace(/%.*$/, "")}]/`).hostname.slice(1, -1);
  const [head = "", tail] = host.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  if (tail === undefined) return groups(head);
  const missing = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<string>(Math.max(0, missing)).fill("0"), ...groups(tail)];
}

/** An IPv4 address that is written as an IPv6 one (`::ffff:a.b.c.d`) as itself; null for others. */
function mappedIpv4(groups: readonly string[]): string | null {
  const isMapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  if (!isMapped) return null;
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((pair) => [pair >> 8, pair & 255])
    .join(".");
}

/** `bits4` of an IPv4 address and `bits6` of an IPv6 one, both multiples of 8 and of 16; null for what is no address. */
function network(text: string, bits4: 24 | 32, bits6: 48 | 64): string | null {
  const address = text.trim();
  const family = isIP(address);
  if (family === 0) return null;
  const groups = family === 6 ? groupsOf(address) : [];
  const ipv4 = family === 4 ? address : mappedIpv4(groups);
  if (ipv4 === null) return `${groups.slice(0, bits6 / 16).join(":")}::/${bits6}`;
  const parts = ipv4.split(".").map((part, at) => (at < bits4 / 8 ? part : "0"));
  return bits4 === 32 ? parts.join(".") : `${parts.join(".")}/${bits4}`;
}

/**
 * The address in the header that the deployment's own front writes; of a list the last one, which is the front's: what stands before it came
 * with the request. Null without such a header, whatever others the request brings.
 */
function addressOf(headers: Headers, trusted: string | null): string | null {
  if (trusted === null) return null;
  return headers.get(trusted)?.split(",").at(-1)?.trim() ?? null;
}

/**
 * Whom windows count that go by address: one IPv4 address, or the /64 of an IPv6 one, which is the least that one subscriber has. `trusted` names
 * the header that the deployment's front sets, over whatever the caller sent; null where there is none, and then all callers are one.
 */
export function callerOf(headers: Headers, trusted: string | null): string {
  return network(addressOf(headers, trusted) ?? "", 32, 64) ?? UNKNOWN_ADDRESS;
}

/** The same as it may stand in logs: /24 of an IPv4 address, /48 of an IPv6 one. Null where it is not known. */
export function networkOf(headers: Headers, trusted: string | null): string | null {
  return network(addressOf(headers, trusted) ?? "", 24, 48);
}
