/** What a scanner's verdict means for a document. */
import { describe, expect, it } from "vitest";
import type { ScanFailure } from "../../../lib/contracts/virus-scanner.ts";
import { admitScanned, SCAN_FAILURE_POLICIES } from "../../../lib/documents/virus-scan.ts";

const FAILURES: readonly ScanFailure[] = ["unreachable", "timed_out", "too_large", "scanner_error"];

describe.each(SCAN_FAILURE_POLICIES)("When scans that fail %s a document", (policy) => {
  it("one that is clean comes in", () => {
    expect(admitScanned({ verdict: "clean" }, policy)).toBe(true);
  });

  it("one that is infected does not, and the signature is told", () => {
    const infected = { verdict: "infected", name: "Eicar-Test" } as const;
    expect(() => admitScanned(infected, policy)).toThrow(
      expect.objectContaining({ code: "virus_found", detail: expect.stringContaining("Eicar-Test") }),
    );
  });
});

describe("A document without a verdict", () => {
  it.each(FAILURES)("comes in unscanned when that is the policy: %s", (why) => {
    expect(admitScanned({ verdict: "unavailable", why }, "allow")).toBe(false);
  });

  it.each(FAILURES)("is refused else, to be sent again where that may help: %s", (why) => {
    const code = why === "too_large" ? "scan_too_large" : "scan_unavailable";
    expect(() => admitScanned({ verdict: "unavailable", why }, "reject")).toThrow(
      expect.objectContaining({ code, retryable: why !== "too_large" }),
    );
  });
});
