/** What a policy makes of findings. */
import { describe, expect, it } from "vitest";
import type { Finding, FindingKind } from "../../../lib/contracts/finding.ts";
import { canonicalPolicy, securityPolicySchema } from "../../../lib/contracts/security-policy.ts";
import { gravest } from "../../../lib/text/count-findings.ts";
import { judge, judgeCounts, rejectedKinds } from "../../../lib/text/judge.ts";

const finding = (kind: FindingKind, severity: Finding["severity"] = "low"): Finding => ({
  ...{ kind, severity, source: "text", reason: "Because." },
});

describe("a policy", () => {
  it("flags what it does not name", () => {
    expect(judge([finding("script")], {})).toHaveLength(1);
    expect(rejectedKinds({ script: 3 }, {})).toEqual([]);
  });

  it("does not tell of what it allows", () => {
    const policy = { script: "allow" } as const;
    expect(judge([finding("script"), finding("xfa")], policy)).toEqual([finding("xfa")]);
    expect(judgeCounts({ script: 3, xfa: 1 }, policy)).toEqual({ xfa: 1 });
  });

  it("names the kinds for which it rejects a document, in the order of the alphabet", () => {
    const policy = { script: "reject", javascript: "reject", xfa: "reject" } as const;
    expect(rejectedKinds({ script: 1, prompt_injection: 1, javascript: 2 }, policy)).toEqual(["javascript", "script"]);
  });

  it("knows no kinds and actions but its own", () => {
    expect(securityPolicySchema.safeParse({ scripts: "flag" }).success).toBe(false);
    expect(securityPolicySchema.safeParse({ script: "delete" }).success).toBe(false);
  });

  it("is one and the same however it is written", () => {
    expect(canonicalPolicy({ xfa: "flag", script: "reject", encrypted: "allow" })).toEqual({
      encrypted: "allow",
      script: "reject",
    });
    expect(JSON.stringify(canonicalPolicy({ script: "reject", encrypted: "allow" }))).toBe(
      JSON.stringify(canonicalPolicy({ encrypted: "allow", script: "reject" })),
    );
    expect([canonicalPolicy({}), canonicalPolicy({ xfa: "flag" }), canonicalPolicy(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("gravest", () => {
  it("prefers what is grave, then a kind that is not told yet, then what comes first", () => {
    const all = [
      finding("script"),
      finding("script"),
      finding("encoded_run"),
      finding("invisible_text", "medium"),
      finding("script"),
    ];
    expect(gravest(all, 3)).toEqual([all[0], all[2], all[3]]);
    expect(gravest(all, 5)).toEqual(all);
  });
});
