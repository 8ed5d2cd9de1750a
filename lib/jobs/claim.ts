/** Who may work on what: leases, and what comes of asking for one. */
import type { Unit } from "../contracts/enrichment.ts";
import type { PageRange } from "../contracts/page-range.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import type { JobRecord } from "./job-record.ts";

/** What an attempt works on: the whole document while it is planned, a range of its pages, or a unit of what is added to its result. */
export type WorkItem = "plan" | PageRange | { readonly unit: Unit };

/** One attempt at delivering one message. */
export interface Holder {
  /** Random; names the attempt. */
  readonly token: string;
  /** The broker's id of the message: it delivers one again only when the delivery before is over. */
  readonly messageId: string;
  /** How often the broker has delivered the message before. */
  readonly retried: number;
}

/** The job as it stood when the claim was decided. */
interface Found {
  readonly record: JobRecord;
  readonly owed: readonly StageMessage[];
}

/**
 * `claimed`: the lease is the holder's, and the attempt counts. `home`: the work is done already; what is owed may still
 * have to be handed over. `split`: attempts at this range crashed, it has been halved, and the halves are owed.
 * `exhausted`: no further attempt is allowed. `busy`: another attempt holds the lease and may be alive.
 */
export type Claim =
  | ({
      readonly kind: "claimed" | "home" | "split" | "exhausted";
      /** Which attempt a claim is; from the second on an attempt before it has ended without a word. */
      readonly attempt?: number;
    } & Found)
  | { readonly kind: "busy" }
  | { readonly kind: "stale" }
  | { readonly kind: "gone" };
