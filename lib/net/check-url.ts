/** Which URLs are asked for at all, told from their text. */
import { isIP } from "node:net";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_URL_CHARS } from "../limits/fetch-limits.ts";
import type { AddressPolicy } from "./address-policy.ts";

/** One sentence for all of them. */
const DETAIL =
  "It must be an http or https URL with the name of a public host, without a port, a user name or a password.";

/** Labels of letters of any case that survived the parser: what it writes of a name in Unicode is ASCII too. */
const HOST_NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,126}$/;

/**
 * Ends of names that no public host has: special uses (RFC 6761, 6762, 7686, 8375, 9476), `internal`, which ICANN
 * keeps free for inner networks, and what inner networks use besides.
 */
const INNER_SUFFIXES = [
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "arpa",
  "onion",
  "alt",
];

/**
 * The URL, parsed. Decimal, octal, hexadecimal and short spellings of IPv4 are what the parser makes of them, and are
 * checked as that; so are full-width digits and percent signs. Throws `url_refused` for everything that is not one
 * unambiguous public address: control characters, blanks and backslashes, which a parser would quietly mend; other
 * schemes and ports; user names; names of one label or with a dot at their end; names and addresses of inner networks.
 */
export function checkUrl(text: string, policy: AddressPolicy): URL {
  const url = parseUrl(text);
  if (url === null || !isPermitted(url, policy)) throw new DocatError("url_refused", { detail: DETAIL });
  url.hash = "";
  return url;
}

/** The port, also where the URL does not say it. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** The host as a resolver wants it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
}

function parseUrl(text: string): URL | null {
  // `https:host` and `https:/host` are mended by the parser too.
  if (text.length > MAX_URL_CHARS || /[\p{Cc}\s\\]/u.test(text) || !/^https?:\/\/[^/?#]/i.test(text)) return null;
  return URL.parse(text);
}

function isPermitted(url: URL, policy: AddressPolicy): boolean {
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  if (url.username !== "" || url.password !== "") return false;
  const port = portOf(url);
  if (!policy.permitsPort(port, url.protocol)) return false;
  const host = hostOf(url);
  if (isIP(host) !== 0) return policy.permitsAddress(host, port);
  return isHostName(host);
}

function isHostName(host: string): boolean {
  if (host.length > 253 || !HOST_NAME.test(host)) return false;
  return !INNER_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}
