/** What a policy makes of the findings in a document. Pure. */
import type { Finding, FindingCounts, FindingKind } from "../contracts/finding.ts";
import { DEFAULT_ACTION, type PolicyAction, type SecurityPolicy } from "../contracts/security-policy.ts";

export function actionFor(kind: FindingKind, policy: SecurityPolicy): PolicyAction {
  return policy[kind] ?? DEFAULT_ACTION;
}

/** The kinds for which the document is rejected, by name; none when it is not. */
export function rejectedKinds(counts: FindingCounts, policy: SecurityPolicy): FindingKind[] {
  return (Object.keys(counts) as FindingKind[]).filter((kind) => actionFor(kind, policy) === "reject").sort();
}

/** The findings that are told: all but those of kinds that are allowed. */
export function judge(findings: readonly Finding[], policy: SecurityPolicy): Finding[] {
  return findings.filter(({ kind }) => actionFor(kind, policy) !== "allow");
}

/** The same of their counts. */
export function judgeCounts(counts: FindingCounts, policy: SecurityPolicy): FindingCounts {
  const told = Object.entries(counts) as [FindingKind, number][];
  return Object.fromEntries(told.filter(([kind]) => actionFor(kind, policy) !== "allow"));
}
