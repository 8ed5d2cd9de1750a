/** Gathers what was found in a document: in its file, in what it says of itself, and on each of its pages. */
import { type DocumentSecurity, NOTHING_FOUND } from "../contracts/document-security.ts";
import type { Finding } from "../contracts/finding.ts";
import { canonicalPolicy, type SecurityPolicy } from "../contracts/security-policy.ts";
import { MAX_FINDINGS, type PageSecurity, type SecurityReport } from "../contracts/security-report.ts";
import { countFindings, gravest, sumCounts } from "./count-findings.ts";
import { judge, judgeCounts } from "./judge.ts";
import type { RemovedTally } from "./sanitise-block.ts";

export interface DocumentParts {
  /** Of the file itself; nothing where nobody looked. */
  readonly file?: DocumentSecurity | undefined;
  readonly info: { readonly findings: readonly Finding[]; readonly removed: RemovedTally };
  /** In the order of the pages. */
  readonly pages: readonly PageSecurity[];
}

/** Pure: the same parts give the same report. What the policy allows is not in it. */
export function securityReport(
  { file = NOTHING_FOUND, info, pages }: DocumentParts,
  policy: SecurityPolicy,
): SecurityReport {
  const about = [...file.findings, ...info.findings];
  const told = judge([...about, ...pages.flatMap(({ findings }) => findings)], policy);
  const counts = judgeCounts(sumCounts([countFindings(about), ...pages.map((page) => page.counts)]), policy);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const findings = gravest(told, MAX_FINDINGS);
  return {
    findings,
    counts,
    complete: file.complete && findings.length === total,
    removed: sumCounts([info.removed, ...pages.map(({ removed }) => removed)]),
    policy: canonicalPolicy(policy) ?? {},
  };
}
