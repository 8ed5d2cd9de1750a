/** Which addresses are of the public internet: the edges of every special range. */
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../../lib/net/public-address.ts";

/** First and last address of each range that is not public. */
const SPECIAL: readonly (readonly [name: string, first: string, last: string])[] = [
  ["this network", "0.0.0.0", "0.255.255.255"],
  ["private", "10.0.0.0", "10.255.255.255"],
  ["shared by carriers", "100.64.0.0", "100.127.255.255"],
  ["loopback", "127.0.0.0", "127.255.255.255"],
  ["Azure's host", "168.63.129.16", "168.63.129.16"],
  ["link-local", "169.254.0.0", "169.254.255.255"],
  ["private", "172.16.0.0", "172.31.255.255"],
  ["protocol assignments", "192.0.0.0", "192.0.0.255"],
  ["documentation", "192.0.2.0", "192.0.2.255"],
  ["6to4 relays", "192.88.99.0", "192.88.99.255"],
  ["private", "192.168.0.0", "192.168.255.255"],
  ["benchmarks", "198.18.0.0", "198.19.255.255"],
  ["documentation", "198.51.100.0", "198.51.100.255"],
  ["documentation", "203.0.113.0", "203.0.113.255"],
  ["multicast", "224.0.0.0", "239.255.255.255"],
  ["reserved and broadcast", "240.0.0.0", "255.255.255.255"],
  ["all below the global range", "::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["all above the global range", "4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["protocol assignments", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["documentation", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["6to4", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["documentation", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
];

const PUBLIC = [
  ...["1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"],
  ...["168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"],
  ...["191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0"],
  ...[
    "198.17.255.255",
    "198.20.0.0",
    "198.51.99.255",
    "198.51.101.0",
    "203.0.112.255",
    "203.0.114.0",
    "223.255.255.255",
  ],
  ...["2000::", "2001:200::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "2003::", "2606:4700::1111"],
  ...["3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::", "2001:4860:4860::8888"],
];

describe("An address is not public", () => {
  it.each(SPECIAL)("at either end of a special range: %s", (_name, first, last) => {
    expect([isPublicAddress(first), isPublicAddress(last)]).toEqual([false, false]);
  });

  it.each([
    ["mapped", "::ffff:93.184.216.34"],
    ["compatible", "::93.184.216.34"],
    ["translated", "::ffff:0:93.184.216.34"],
    ["NAT64", "64:ff9b::93.184.216.34"],
    ["6to4", "2002:5db8:d822::1"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    ["ISATAP", "2620:0:1::5efe:5db8:d822"],
    ["ISATAP of a global one", "2620:0:1:1:200:5efe:5db8:d822"],
    ["ISATAP, the longest way", "2620:0000:0001:0001:0000:5EFE:93.184.216.34"],
  ])("when it carries an IPv4 address, a public one too: %s", (_name, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    "",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "[2606:4700::1111]",
    "2606:4700::1111%eth0",
    "fe80::1%1",
    "1.1.1.1 ",
    "１.1.1.1",
  ])("when it is not the plain notation of one: %j", (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });
});

describe("An address is public", () => {
  it.each(PUBLIC)("beside the special ranges: %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it("when it only resembles ISATAP", () => {
    expect(isPublicAddress("2620:0:1:5efe::1")).toBe(true);
    expect(isPublicAddress("2620:0:1:1:100:5efe:1:1")).toBe(true);
  });
});
