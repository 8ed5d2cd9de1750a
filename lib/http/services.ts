/** What the functions are given. Built once in a process, by a container. */
import type { AccountStore } from "../auth/account.ts";
import type { AccountDeps } from "../auth/account-deps.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import type { Identity } from "../auth/identity.ts";
import type { TokenDeps } from "../auth/issue-upload-token.ts";
import type { KeyDeps } from "../auth/manage-keys.ts";
import type { AuditTrail } from "../contracts/audit-event.ts";
import type { DeliveryVerifier } from "../contracts/delivery-verifier.ts";
import type { EnrichMemory } from "../contracts/enrich-memory.ts";
import type { GlossaryStore } from "../contracts/glossary.ts";
import type { GuardedFetch } from "../contracts/guarded-fetch.ts";
import type { Health } from "../contracts/health.ts";
import type { Log } from "../contracts/log.ts";
import type { Metrics, MetricsStore } from "../contracts/metrics.ts";
import type { ModelSettings } from "../contracts/model-settings.ts";
import type { Tracer } from "../contracts/tracer.ts";
import type { ChunkLimits } from "../limits/chunk-limits.ts";
import type { Retention } from "../limits/retention.ts";
import type { DeadLetterStore } from "../pipeline/dead-letter-store.ts";
import type { WebhookDeps } from "../pipeline/deliver.ts";
import type { SinkDeps } from "../pipeline/deliver-sink.ts";
import type { EnrichDeps } from "../pipeline/enrich-deps.ts";
import type { WayOut } from "../pipeline/notify.ts";
import type { PipelineDeps, ReadingDeps } from "../pipeline/pipeline-deps.ts";
import type { DirectLimits } from "../pipeline/read-directly.ts";
import type { UploadDeps } from "../pipeline/uploads.ts";
import type { Limits } from "./limits.ts";
import type { AccountRecords } from "./records.ts";

export interface Services {
  readonly pipeline: PipelineDeps;
  readonly authenticator: Authenticator;
  /** Whoever asks by an older API without a credential; null where that is refused. */
  readonly olderCaller: Identity | null;
  /** Web pages of which origins may read answers. */
  readonly origins: ReadonlySet<string>;
  readonly limits: Limits;
  readonly audit: AuditTrail;
  /** Users who log in; null where no secret signs their tokens. */
  readonly accounts: AccountDeps | null;
  readonly accountStore: AccountStore;
  readonly records: AccountRecords;
  /** An account's API keys and upload tokens. */
  readonly keys: KeyDeps & TokenDeps;
  readonly deliveries: DeliveryVerifier;
  readonly deadLetters: DeadLetterStore;
  /** Who is told of jobs' ends. */
  readonly ways: readonly WayOut[];
  readonly webhooks: WebhookDeps;
  readonly sinks: SinkDeps;
  readonly log: Log;
  /** Traces, and what hands them and the reports of errors over after an answer. */
  readonly observed: { readonly tracer: Tracer; readonly flush: () => Promise<void> };
  /** What is counted, where it is written, and who may read it besides operators. */
  readonly metrics: { readonly recorder: Metrics; readonly store: MetricsStore; readonly token: string | null };
  readonly retention: Retention;
  /** Who translates and embeds. */
  readonly models: ModelSettings;
  readonly memory: EnrichMemory;
  readonly glossaries: GlossaryStore;
  /** What answers depend on besides what is stored: the code that writes them. */
  readonly revision: string;
  readonly maxUploadBytes: number;
  readonly chunks: ChunkLimits;
  /** Uploads in parts. */
  readonly uploads: UploadDeps;
  /** Judges links before a job is made of them. */
  readonly links: Pick<GuardedFetch, "checkUrl">;
  readonly health: Health;
}

/** The services of a function that opens documents. */
export interface ReadingServices extends Services {
  readonly pipeline: ReadingDeps;
  /** What a request may have read at once. */
  readonly direct: DirectLimits & { readonly maxBytes: number };
}

/** The services of the function that translates and embeds. */
export interface EnrichingServices extends Services {
  readonly pipeline: EnrichDeps;
}
