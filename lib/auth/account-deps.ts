/** What the steps of accounts are given. */
import type { AuditEvent, AuditTrail } from "../contracts/audit-event.ts";
import type { Log } from "../contracts/log.ts";
import type { Mailer } from "../contracts/mailer.ts";
import type { AccessTokens } from "./access-token.ts";
import type { AccountStore, LinkStore, SessionStore } from "./account.ts";
import type { PasswordHasher } from "./password-hash.ts";

export interface AccountDeps {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly links: LinkStore;
  readonly hasher: PasswordHasher;
  readonly tokens: AccessTokens;
  /** From which the successor of a refresh token follows; every instance has it. */
  readonly refreshKey: Buffer;
  /** Null where no mail can be sent. */
  readonly mailer: Mailer | null;
  readonly audit: Pick<AuditTrail, "record">;
  readonly log: Log;
  /** Has work done that the answer does not wait for. */
  readonly afterwards: (work: Promise<void>) => void;
  /** Where links in mails lead: the frontend's page. */
  readonly pageUrl: string;
  /** Whether anybody may register. */
  readonly isOpen: boolean;
  readonly sessionSeconds: number;
  readonly now: () => number;
}

/** Where a request comes from, as far as that may be written down. */
export type Network = AuditEvent["network"];
