/** What was found in an account's documents, told to its security log: kinds and numbers, never what a document says. */
import type { FindingCounts } from "../contracts/finding.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

type Found = Pick<JobRecord, "id" | "tenant" | "terms">;

function record(deps: PipelineDeps, { id, tenant, terms }: Found, details: Readonly<Record<string, string | number>>) {
  const actor = terms?.credential ?? null;
  return deps.audit.record(tenant, {
    event: "document.finding",
    actor,
    network: null,
    details: { job: id, ...details },
  });
}

/** Of a document that was read all the same. A repeated delivery may tell of it twice. */
export async function tellFindings(deps: PipelineDeps, job: Found, counts: FindingCounts): Promise<void> {
  const kinds = Object.entries(counts).map(([kind, count]) => [kind, count ?? 0] as const);
  if (kinds.length > 0) await record(deps, job, Object.fromEntries(kinds));
}

/** Of one that its owner's policy rejected. Never rejects: the job has failed already. */
export async function tellRejection(deps: PipelineDeps, id: string, reason: string): Promise<void> {
  try {
    const found = await deps.jobs.read(id);
    if (found !== null) await record(deps, found.record, { rejected: reason });
  } catch (error) {
    deps.log.error("audit.not_recorded", error, { job: id });
  }
}
