/**
 * The port to what is known of a document before a job is made of it: whether its request was answered before, a job at
 * work for it, a result of it, that it is too complex. All of it is the tenant's own. Every method may be called twice.
 */
import type { Told } from "../contracts/after-message.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { Problem } from "../contracts/problem.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import type { JobRecord, Links, Plan, Source, Terms } from "./job-record.ts";

/** A request whose answer is to be given once and repeated from then on. */
export interface OnceKey {
  /** Method and path. */
  readonly operation: string;
  readonly key: string;
  /** Random; names the request that holds the key. */
  readonly token: string;
}

export interface Application {
  readonly tenant: string;
  readonly source: Source;
  readonly options: JobOptions;
  /** As they came, by which a request is known that comes twice; `options` without it. */
  readonly asked?: JobOptions | undefined;
  /** Whether the result may be shared with the tenant's other jobs for the same document. */
  readonly shared: boolean;
  readonly once: OnceKey | null;
  readonly terms?: Terms | undefined;
}

/** A job at work (`plan` is null), or one whose result can be taken. */
export interface KnownJob {
  readonly id: string;
  readonly plan: Plan | null;
}

/**
 * `clear`: a job can be made, as of `at` by the store's clock; `links` go into its record. `answered`: this is the answer.
 * `busy`: another request holds the key for so much longer. `reused`: the key belongs to another request.
 */
export type Admitted =
  | {
      readonly kind: "clear";
      readonly at: number;
      readonly links: Links;
      readonly known: KnownJob | null;
      readonly quarantine: Problem | null;
    }
  | { readonly kind: "answered"; readonly answer: string }
  | { readonly kind: "busy"; readonly remainingMs: number }
  | { readonly kind: "reused" };

/** The answer to keep with the job that is made, and the token of the request that may do so. */
export interface KeptAnswer {
  readonly token: string;
  readonly answer: string;
}

/** A job as it is to come to be, and the answer that tells of it. */
export interface Birth {
  readonly record: JobRecord;
  readonly kept: KeptAnswer | null;
}

/** What became of a job that ends as it is made. */
export interface BornEnded extends Told {
  readonly kind: "done" | "changed";
}

/** Why an account may not have another job now. */
export type Refusal = "too_many_jobs" | "quota_exceeded";

/** `changed`: what `admit` found holds no longer; nothing was made. So it is with a refusal. */
export interface Admission {
  /**
   * What `admit` is likely to say, where that is a result to take; else null. Asks nothing: it is what this process has lately seen. A job that is made by it
   * comes about only where it is so.
   */
  expect(application: Application): Extract<Admitted, { kind: "clear" }> | null;
  /** Looks at all that is known, and holds the idempotency key for this request. */
  admit(application: Application): Promise<Admitted>;
  /** A job that works, and that others may follow from now on. When it is not made, the document that was stored for it is gone. */
  lead(birth: Birth): Promise<{ readonly owed: readonly StageMessage[] } | "changed" | Refusal>;
  /** A job that ends as `record.leader` ends. `full`: nobody may follow that one any more. */
  follow(birth: Birth): Promise<"done" | "full" | "changed" | Refusal>;
  /** A job that has succeeded, with the result of `record.result_of`. */
  adopt(birth: Birth): Promise<BornEnded>;
  /** A job that has failed, because its document is too complex. */
  refuse(birth: Birth): Promise<BornEnded>;
  /** The request failed: its key is free again, and its answer forgotten; unless another request has been told it meanwhile, which stands then (`heard`). */
  giveBack(application: Application): Promise<"free" | "heard">;
}
