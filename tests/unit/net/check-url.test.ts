/** Which URLs are refused for what stands in them. */
import { describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { PUBLIC_INTERNET } from "../../../lib/net/address-policy.ts";
import { checkUrl } from "../../../lib/net/check-url.ts";
import { innerUrls } from "../../support/inner-urls.ts";

/** The error that a URL is refused with; null when it passes. */
function refusal(url: string): DocatError | null {
  try {
    checkUrl(url, PUBLIC_INTERNET);
    return null;
  } catch (error) {
    if (error instanceof DocatError) return error;
    throw error;
  }
}

describe("A URL is refused", () => {
  it.each(innerUrls(80))("when it names an inner network: %j", (url) => {
    expect(refusal(url)?.code).toBe("url_refused");
    expect(refusal(url.replace("http:", "https:").replaceAll(":80", ":443"))?.code).toBe("url_refused");
  });

  it.each([
    ...["ftp://public.example.com/", "file:///etc/passwd", "data:application/pdf,x", "gopher://public.example.com/"],
    ...["javascript:0", "blob:http://public.example.com/x", "ws://public.example.com/", "httpss://public.example.com/"],
  ])("when its scheme is another: %j", (url) => {
    expect(refusal(url)?.code).toBe("url_refused");
  });

  it.each([
    ...["http://public.example.com:8080/", "https://public.example.com:8443/", "http://public.example.com:22/"],
    ...["http://public.example.com:443/", "https://public.example.com:80/", "http://public.example.com:0/"],
  ])("when its port is not the scheme's own: %j", (url) => {
    expect(refusal(url)?.code).toBe("url_refused");
  });

  it.each([
    ...[
      "https://user@public.example.com/",
      "https://user:word@public.example.com/",
      "https://:word@public.example.com/",
    ],
  ])("when it carries credentials: %j", (url) => {
    expect(refusal(url)?.code).toBe("url_refused");
  });

  it.each([
    ...[
      "https://public.example.com/a b",
      "https://public.example.com/a\r\nHost: inner",
      "https://public.example.com/\0",
    ],
    ...["https://public.example.com\\a", "\thttps://public.example.com/", "https://public.example.com/\u0085"],
    ...["", "https://", "https:///", "public.example.com", "https://public..example.com/", "https://*.example.com/"],
    ...["https://public.example.com.../", "https://1.2.3.4.5/", "https://public.example.999/", "https://[::1/"],
    `https://public.example.com/${"a".repeat(2_048)}`,
    `https://${"a".repeat(64)}.example.com/`,
  ])("when it is malformed, ambiguous or too long: %j", (url) => {
    expect(refusal(url)?.code).toBe("url_refused");
  });

  it("in the same words, whatever the reason", () => {
    const reasons = [
      "http://10.0.0.1/",
      "http://localhost/",
      "ftp://public.example.com/",
      "http://a@public.example.com/",
    ];
    expect(new Set(reasons.map((url) => refusal(url)?.message)).size).toBe(1);
  });
});

describe("A URL passes", () => {
  it.each([
    ["https://public.example.com/file.pdf?a=b", "https://public.example.com/file.pdf?a=b"],
    ["HTTP://Public.Example.COM:80/", "http://public.example.com/"],
    ["https://public.example.com:443/#page=2", "https://public.example.com/"],
    ["https://bücher.example.com/ä", "https://xn--bcher-kva.example.com/%C3%A4"],
    ["https://my_bucket.s3.example.com/a%20b", "https://my_bucket.s3.example.com/a%20b"],
    ["http://93.184.216.34/", "http://93.184.216.34/"],
    ["http://[2606:4700::1111]/", "http://[2606:4700::1111]/"],
    ["http://1572395042/", "http://93.184.216.34/"],
    ["https://localhost.example.com/", "https://localhost.example.com/"],
  ])("when it is of a public host: %j", (url, expected) => {
    expect(checkUrl(url, PUBLIC_INTERNET).href).toBe(expected);
  });
});
