/** Which IP addresses belong to the public internet, by the special-purpose registries of the IANA. */
import { BlockList, isIP } from "node:net";

/**
 * IPv4 outside of the public internet: RFC 6890 and the registry that follows it. One row is of no registry:
 * 168.63.129.16, at which Azure's machines reach their host.
 */
const SPECIAL_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by carriers (CGNAT)
  ["127.0.0.0", 8], // loopback
  ["168.63.129.16", 32],
  ["169.254.0.0", 16], // link-local, the metadata services of clouds
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];

/** All of IPv6 that is given out (RFC 4291): loopback, mapped, NAT64, ULA, link-local, multicast lie outside. */
const GLOBAL_IPV6: readonly [network: string, prefix: number] = ["2000::", 3];

/** Inside of it what is special, or carries an IPv4 address that nothing has checked. */
const SPECIAL_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["3fff::", 20], // documentation
];

const specialIpv4 = new BlockList();
for (const [network, prefix] of SPECIAL_IPV4) specialIpv4.addSubnet(network, prefix, "ipv4");
const globalIpv6 = new BlockList();
globalIpv6.addSubnet(...GLOBAL_IPV6, "ipv6");
const specialIpv6 = new BlockList();
for (const [network, prefix] of SPECIAL_IPV6) specialIpv6.addSubnet(network, prefix, "ipv6");

/**
 * Whether an address, in the notation of `inet_ntop`, is of the public internet. IPv6 is refused unless it is known to
 * be given out; of addresses that embed an IPv4 one all are refused, whatever that one is. Anything else than an address
 * is not public, one with a zone neither.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !specialIpv4.check(address, "ipv4");
  if (isIP(address) !== 6 || address.includes("%")) return false;
  return globalIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6") && !isIsatap(address);
}

/** Whether the lower half is `[02]00:5efe` and an IPv4 address (RFC 5214): any prefix may stand before it. */
function isIsatap(address: string): boolean {
  const groups = groupsOf(address);
  return ((groups[4] ?? 0) & 0xfdff) === 0 && groups[5] === 0x5efe;
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const before = numbers(head);
  const after = numbers(tail ?? "");
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}
