/** What is kept of an account, and who forgets it. */
import type { AccountStore } from "../auth/account.ts";
import type { ApiKeyStore } from "../auth/api-key.ts";
import type { AuditTrail } from "../contracts/audit-event.ts";
import type { Eraser } from "../contracts/eraser.ts";
import type { GlossaryStore } from "../contracts/glossary.ts";
import type { AccountBook } from "../jobs/account-book.ts";
import { lastDays } from "../limits/days.ts";
import type { Retention } from "../limits/retention.ts";
import { workErasers } from "../pipeline/erase-account.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { UploadDeps } from "../pipeline/uploads.ts";
import type { EndpointStore } from "../webhooks/webhook-store.ts";

export interface AccountRecords {
  readonly book: AccountBook;
  /** In the order in which they are to be asked. */
  readonly erasers: readonly Eraser[];
}

interface RecordDeps {
  readonly book: AccountBook;
  readonly audit: AuditTrail;
  readonly keys: Pick<ApiKeyStore, "erase">;
  readonly glossaries: Pick<GlossaryStore, "erase">;
  readonly webhooks: Pick<EndpointStore, "erase">;
  readonly accounts: Pick<AccountStore, "erase">;
  readonly retention: Retention;
}

/** Credentials come last: who began to erase an account has to be able to go on. */
export function recordsOf(
  pipeline: PipelineDeps,
  uploads: UploadDeps,
  { book, audit, keys, glossaries, webhooks, accounts, retention }: RecordDeps,
): AccountRecords {
  const all = (what: string, erase: (tenant: string) => Promise<number>): Eraser => ({
    what,
    erase: async (tenant) => ({ count: await erase(tenant), done: true }),
  });
  const work = workErasers(pipeline, uploads, book);
  return {
    book,
    erasers: [
      ...work,
      all("log_entries", book.eraseLog),
      all("usage_days", (tenant) => book.eraseUsage(tenant, lastDays(Date.now(), retention.usageSeconds))),
      all("security_events", audit.erase),
      all("glossaries", glossaries.erase),
      all("webhooks", webhooks.erase),
      all("keys", keys.erase),
      all("users", async (tenant) => (await accounts.erase(tenant)).users),
      // What came in between.
      ...work,
      all("glossaries", glossaries.erase),
      all("webhooks", webhooks.erase),
    ],
  };
}
