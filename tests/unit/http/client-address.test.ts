/** Where a caller is: whom it is believed, and in what form. */
import { describe, expect, it } from "vitest";
import { callerOf, networkOf, UNKNOWN_ADDRESS } from "../../../lib/http/client-address.ts";

const saying = (headers: Record<string, string>) => new Headers(headers);

describe("The caller's address", () => {
  it.each([
    ["an IPv4 address", "203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
    ["an IPv6 address by its /64", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["another one of the same /64", "2001:DB8:1:2::ffff", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["zeros in the middle", "2001:db8::1", "2001:db8:0:0::/64", "2001:db8:0::/48"],
    ["the loopback", "::1", "0:0:0:0::/64", "0:0:0::/48"],
    ["a zone", "fe80::1%eth0", "fe80:0:0:0::/64", "fe80:0:0::/48"],
    ["an IPv4 address in IPv6", "::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
    ["the same in hexadecimal", "::ffff:cb00:7107", "203.0.113.7", "203.0.113.0/24"],
    ["spaces around it", " 203.0.113.7 ", "203.0.113.7", "203.0.113.0/24"],
  ])("is %s", (_, header, caller, network) => {
    const headers = saying({ "x-real-ip": header });
    expect(callerOf(headers, "x-real-ip")).toBe(caller);
    expect(networkOf(headers, "x-real-ip")).toBe(network);
  });

  it.each([
    "",
    "unknown",
    "203.0.113.7:443",
    "[::1]",
    "1.2.3",
    "1.2.3.4.5",
    "::ffff:1.2.3",
    "0x7f.1",
    "1.2.3.4\u00a0x",
  ])("is unknown when the front writes %j", (header) => {
    expect(callerOf(saying({ "x-real-ip": header }), "x-real-ip")).toBe(UNKNOWN_ADDRESS);
    expect(networkOf(saying({ "x-real-ip": header }), "x-real-ip")).toBeNull();
  });

  it("is never what the caller says: without a front all are one", () => {
    const forged = { "x-forwarded-for": "203.0.113.7", "x-real-ip": "203.0.113.8", forwarded: "for=203.0.113.9" };
    expect(callerOf(saying(forged), null)).toBe(UNKNOWN_ADDRESS);
    expect(networkOf(saying(forged), null)).toBeNull();
  });

  it("is what the front added to a list, not what came before", () => {
    const headers = saying({ "x-forwarded-for": "198.51.100.1, 10.0.0.1, 203.0.113.7" });
    expect(callerOf(headers, "x-forwarded-for")).toBe("203.0.113.7");
  });
});
