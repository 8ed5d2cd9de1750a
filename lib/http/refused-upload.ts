/** Documents that were refused at the door, told to their account's security log. */
import type { Identity } from "../auth/identity.ts";
import type { AuditTrail } from "../contracts/audit-event.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ErrorCode } from "../errors/error-table.ts";

/** What is wrong with the document itself, or with where it lies. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(["file_empty", "file_too_small", "extension_wrong", "not_a_pdf", "payload_too_large"] as const),
  ...(["virus_found", "scan_too_large", "checksum_mismatch", "url_refused", "document_rejected"] as const),
]);

/** `error`: what the request ended with, if anything. Other errors than these are none of the log's. */
export async function tellRefusedUpload(
  audit: Pick<AuditTrail, "record">,
  { tenant, id }: Pick<Identity, "tenant" | "id">,
  network: string | null,
  error: unknown,
): Promise<void> {
  if (!(error instanceof DocatError) || !REFUSALS.has(error.code)) return;
  await audit.record(tenant, { event: "upload.refused", actor: id, network, details: { code: error.code } });
}
