/** Who asks: what is known of the bearer of a credential, whatever kind that was. */
import type { JobOptions } from "../contracts/job-options.ts";
import type { SecurityPolicy } from "../contracts/security-policy.ts";
import type { Scope } from "./scope.ts";

/** Limits that an account or a key has in place of its plan's, by the policy's name. Null: none at all. */
export type LimitOverrides = Readonly<Record<string, number | null>>;

/** What is granted to the bearer of an upload token, and nothing else. */
export interface UploadGrant {
  /** Public name of the token. */
  readonly id: string;
  /** The one upload in parts of which the job may be made. */
  readonly upload: string;
  /** Of the job, whatever its bearer asks. */
  readonly options: JobOptions;
  /** Null: as large as the deployment takes. */
  readonly maxBytes: number | null;
  readonly readsResult: boolean;
}

export interface Identity {
  readonly kind: "key" | "admin" | "user" | "issuer" | "upload_token";
  /** Public name of the credential (`key_…`, `usr_…`); safe to log. Windows that count per credential go by it. */
  readonly id: string;
  /** The account: whose jobs, keys and logs this bearer may see. Isolation goes by it. */
  readonly tenant: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Names the row of limits. */
  readonly plan: string;
  readonly limits: LimitOverrides;
  /** Origins of browsers that may present this credential; null: any that the deployment lets in. */
  readonly origins: readonly string[] | null;
  /** What is done about findings in this bearer's jobs; a job may ask for stricter, not for less. */
  readonly security: SecurityPolicy;
  /** The one job that an upload token is for; null for every other kind. */
  readonly job: string | null;
  /** What that token grants besides. */
  readonly grant?: UploadGrant;
}
