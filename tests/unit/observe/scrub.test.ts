/** What a report of an error may say to another service. */
import { describe, expect, it } from "vitest";
import { generateKey } from "../../../lib/auth/key-text.ts";
import { MAX_REPORT_CHARS } from "../../../lib/limits/observe.ts";
import { scrub } from "../../../lib/observe/scrub.ts";
import { fc } from "../../support/property.ts";

describe("scrub", () => {
  it.each([
    ["an API key", `refused ${generateKey("live")} today`],
    ["an upload token", `refused ut_test_${"a".repeat(22)}_${"b".repeat(49)} today`],
    ["a webhook's secret", "signed with whsec_c2VjcmV0 today"],
    ["a model's key", "refused sk-canary-1234 today"],
    ["a bearer", "sent Authorization: Bearer canary-123 today"],
    ["a user in an address", "GET https://user:canary@host.example/a failed today"],
    ["an address' query", "GET https://host.example/a?token=canary#part failed today"],
    ["a mail address", "no such user canary@host.example today"],
    ["a run of base64", `stored ${Buffer.from("canary ".repeat(20)).toString("base64")} today`],
    ["a run of hex", `stored ${"deadbeef".repeat(8)} today`],
  ])("hides %s, and leaves the words around it", (_what, text) => {
    const clean = scrub(text);
    expect(clean).toMatch(/today$/);
    expect(clean).toContain("[hidden]");
    expect(clean).not.toMatch(/canary|_aaaa|deadbeef|c2Vjcm|Y2FuYXJ5/);
    expect(scrub(clean)).toBe(clean);
  });

  it("leaves an ordinary sentence as it is", () => {
    const text = "The store did not answer in time: 503 at /v1/jobs, job_2d749965 (attempt 3 of 5).";
    expect(scrub(text)).toBe(text);
  });

  it("leaves no half of a token where a long text ends", () => {
    const key = generateKey("live");
    for (const at of [MAX_REPORT_CHARS, 4 * MAX_REPORT_CHARS])
      for (const before of [10, 20, 40, 80]) {
        const clean = scrub(`${"word ".repeat(at / 5).slice(0, at - before)} ${key} and on`);
        expect(clean).not.toContain(key.slice(0, 12));
      }
  });

  it("is bounded and well-formed, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 6_000 }), (text) => {
        const clean = scrub(text);
        expect(clean.length).toBeLessThanOrEqual(MAX_REPORT_CHARS);
        expect(clean.isWellFormed()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
