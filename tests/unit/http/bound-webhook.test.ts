/** Who may have a job told to whom. */
import { describe, expect, it } from "vitest";
import { boundWebhook } from "../../../lib/http/granted.ts";
import { createGuardedClient } from "../../../lib/net/guarded-client.ts";

const links = createGuardedClient();
const secret = `whsec_${"A".repeat(43)}=`;
const of = (url: string) => ({ password: "p", webhook: { url, secret } });
const grant = { id: "ut_1", options: {}, maxBytes: 1, readResult: false } as never;

describe("A job's own webhook", () => {
  it("is taken as it is checked, beside what else goes with the job", () => {
    expect(boundWebhook(of("https://EXAMPLE.com/hook#part"), links, {})).toEqual(of("https://example.com/hook"));
    expect(boundWebhook({ password: "p" }, links, {})).toEqual({ password: "p" });
    expect(boundWebhook(undefined, links, {})).toEqual({});
  });

  it.each([
    "http://localhost/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://example.com:8443/",
    "https://a:b@example.com/",
  ])("is not at %s", (url) => {
    expect(() => boundWebhook(of(url), links, {})).toThrow(expect.objectContaining({ code: "url_refused" }));
  });

  it("is not the bearer's of an upload token to choose", () => {
    const refused = expect.objectContaining({ code: "options_invalid" });
    expect(() => boundWebhook(of("https://example.com/"), links, { grant })).toThrow(refused);
  });
});
