/** The security log: what happened to an account's credentials and at its door. No secret, document text or full address is in it. */
import { z } from "zod";

export const AUDIT_EVENTS = [
  "account.registered",
  "account.deleted",
  "user.invited",
  "user.removed",
  "login.succeeded",
  "login.failed",
  "logout",
  "logout.everywhere",
  "refresh.reused",
  "password.changed",
  "password.reset_requested",
  "password.reset",
  "key.issued",
  "key.changed",
  "key.revoked",
  "upload_token.issued",
  "upload.refused",
  "document.finding",
  "webhook.disabled",
  "request.rate_limited",
] as const;

export const auditEventSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  event: z.enum(AUDIT_EVENTS),
  /** Public name of the credential that was used; null where none was. */
  actor: z.string().nullable(),
  /** The caller's network (IPv4 by /24, IPv6 by /48); null for what no caller did. */
  network: z.string().nullable(),
  /** Names and numbers that tell which key, job or finding it was. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** The port to the security log of each account. */
export interface AuditTrail {
  /** Never throws and never delays its caller's answer by more than one request to the store: a failure to record is logged. */
  record(tenant: string, event: Omit<AuditEvent, "id" | "at">): Promise<void>;
  /** The newest first; `cursor` from the page before. */
  list(
    tenant: string,
    page: { readonly cursor: string | null; readonly limit: number },
  ): Promise<{ readonly events: readonly AuditEvent[]; readonly cursor: string | null }>;
  /** Forgets all of an account's events. */
  erase(tenant: string): Promise<number>;
}
