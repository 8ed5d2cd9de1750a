/** Whether a document may be read, by what is in it and what its owner says of that. */

import type { DocumentSecurity } from "../contracts/document-security.ts";
import type { FindingCounts } from "../contracts/finding.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { SecurityPolicy } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Plan } from "../jobs/job-record.ts";
import { countFindings } from "../text/count-findings.ts";
import { judgeCounts, rejectedKinds } from "../text/judge.ts";

/** Throws `document_rejected`, which names the kinds and nothing else of the document. */
export function requireAllowed(counts: FindingCounts, policy: SecurityPolicy): void {
  const rejected = rejectedKinds(counts, policy);
  if (rejected.length > 0) throw new DocatError("document_rejected", { detail: `It holds: ${rejected.join(", ")}.` });
}

/** What was found in the file, less what is allowed, for the plan. Throws `document_rejected`. */
export function judgeFile(
  { findings: found }: DocumentSecurity,
  { security: policy = {} }: JobOptions,
): Pick<Plan, "findings"> {
  const counts = countFindings(found);
  requireAllowed(counts, policy);
  const findings = judgeCounts(counts, policy);
  return Object.keys(findings).length === 0 ? {} : { findings };
}
