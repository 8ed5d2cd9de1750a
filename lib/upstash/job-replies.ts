/** The answers of the jobs' scripts, parsed. */

import { afterMessageSchema, notifyMessageSchema, type Told } from "../contracts/after-message.ts";
import type { PageRange } from "../contracts/page-range.ts";
import { type PartRef, partRefSchema } from "../contracts/result-manifest.ts";
import { type StageMessage, stageMessageSchema } from "../contracts/stage-message.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Refusal } from "../jobs/admission.ts";
import type { Claim } from "../jobs/claim.ts";
import { type JobRecord, planSchema } from "../jobs/job-record.ts";
import { isTerminal, type JobState } from "../jobs/job-state.ts";
import type {
  CancelOutcome,
  DeleteOutcome,
  Due,
  Following,
  Glance,
  JobProgress,
  PlanOutcome,
  Revival,
  StepOutcome,
  SuccessOutcome,
} from "../jobs/job-store.ts";
import { fromHash } from "./job-hash.ts";

type Kind<T extends { readonly kind: string }> = T["kind"];

/** Field and value, again and again: how Redis sends a whole hash. */
function toFields(list: readonly string[]): Record<string, string> {
  const pairs = list.flatMap((field, at) => (at % 2 === 0 ? [[field, list[at + 1] ?? ""] as const] : []));
  return Object.fromEntries(pairs);
}

function parseOwed(messages: readonly string[]): StageMessage[] {
  return messages.map((text) => stageMessageSchema.parse(JSON.parse(text)));
}

/**
 * `changed`: the job was not made, because of what was known meanwhile. `lost`: nor was it, for want of its document. A refusal: because of what its
 * account has already.
 */
export function parseCreated(
  vault: Vault,
  reply: unknown,
): { readonly record: JobRecord; readonly owed: readonly StageMessage[] } | "changed" | "lost" | Refusal {
  const [kind, hash, owed] = reply as ["done" | "changed" | "lost" | Refusal, string[], string[]];
  return kind === "done" ? { record: fromHash(vault, toFields(hash)), owed: parseOwed(owed) } : kind;
}

export function parseNotice(text: string | null | undefined): Told {
  return text == null ? {} : { notice: notifyMessageSchema.parse(JSON.parse(text)) };
}

export function parseDue(reply: unknown): Due {
  const [jobs, owed, at] = reply as [string[], string[], string];
  const after = owed.flatMap((text, index) => {
    if (index % 2 === 1) return [];
    // A kind that this version does not know is another version's to do.
    const resend = Math.floor(Number(owed[index + 1]) / 1_000);
    const parsed = afterMessageSchema.safeParse({ ...JSON.parse(text), resend });
    return parsed.success ? [parsed.data] : [];
  });
  return { jobs, after, at: Number(at) };
}

const following = (ids: readonly string[] = []) => (ids.length === 0 ? {} : { followers: ids });

export function parseOutcome(reply: unknown): StepOutcome {
  const [kind, owed, followers, notice] = reply as [Kind<StepOutcome>, string[], string[]?, string?];
  return kind === "done" ? { kind, owed: parseOwed(owed), ...following(followers), ...parseNotice(notice) } : { kind };
}

export function parseSucceeded(reply: unknown): SuccessOutcome {
  const [kind] = reply as [Kind<SuccessOutcome>];
  return kind === "lost" ? { kind } : parseOutcome(reply);
}

export function parsePlanOutcome(reply: unknown): PlanOutcome {
  const [kind, owed, plan, holds] = reply as [Kind<PlanOutcome>, string[], string, number];
  if (kind !== "done") return { kind };
  return { kind, plan: planSchema.parse(JSON.parse(plan)), holds: holds === 1, owed: parseOwed(owed) };
}

export function parseClaim(vault: Vault, reply: unknown): Claim {
  const [kind, owed, hash, attempt] = reply as [Kind<Claim>, string[], string[], number?];
  if (kind === "busy" || kind === "stale" || kind === "gone") return { kind };
  const found = { kind, record: fromHash(vault, toFields(hash)), owed: parseOwed(owed) };
  return attempt == null ? found : { ...found, attempt: Number(attempt) };
}

export function parseRevival(reply: unknown): Revival {
  const [kind, rest, state] = reply as [Kind<Revival>, unknown, unknown];
  if (kind === "owes") return { kind, owed: parseOwed(rest as string[]) };
  if (kind === "overdue") return { kind, epoch: Number(rest), state: state as JobState };
  if (kind === "follows") return { kind, leader: String(rest) };
  return { kind };
}

export function parseCancel(reply: unknown): CancelOutcome {
  const [kind, rest, notice] = reply as [Kind<CancelOutcome>, unknown, string?];
  if (kind === "ended") return { kind, state: rest as JobState };
  return kind === "cancelled" ? { kind, ...following(rest as string[]), ...parseNotice(notice) } : { kind };
}

export function parseDelete(reply: unknown): DeleteOutcome {
  const [kind, rest] = reply as ["deleted" | "waiting" | "gone", unknown];
  if (kind === "gone") return null;
  return kind === "waiting" ? { waiting: rest as string[] } : { deletedAt: Number(rest) };
}

export function parseFollowing(reply: unknown): Following {
  const [kind, rest] = reply as [Following["kind"], unknown];
  if (kind === "leads") return { kind, owed: parseOwed(rest as string[]) };
  if (kind === "ended") return { kind, ...parseNotice(rest as string | undefined) };
  return kind === "follows" || kind === "heir" ? { kind, leader: String(rest) } : { kind };
}

/** `first-count`, again and again. */
function parseArrivals(text = ""): PageRange[] {
  return [...text.matchAll(/(\d+)-(\d+)/g)].map(([, first, count]) => ({ first: Number(first), count: Number(count) }));
}

/** Null when there is no such job, which then has no state. */
export function parseGlance([leader, due, ...rest]: readonly (string | null)[]): Glance | null {
  if (rest[0] == null) return null;
  return { mark: JSON.stringify([leader, ...rest]), leader: leader ?? null, dueAt: due == null ? null : Number(due) };
}

/** Null when there is no such job. */
export function parseProgress(vault: Vault, reply: unknown): JobProgress | null {
  const [hash, done, owed, now] = reply as [string[], string[], string[], string];
  const fields = toFields(hash);
  if (fields.id === undefined) return null;
  const record = fromHash(vault, fields);
  const parts: PartRef[] = done.map((part) => partRefSchema.parse(JSON.parse(part)));
  return {
    record,
    arrivals: parseArrivals(fields.arrivals),
    worker: record.id,
    at: Number(now),
    parts: parts.sort((a, b) => a.range.first - b.range.first),
    owed: parseOwed(owed),
    stalled: !isTerminal(record.state) && Number(fields.due_at ?? 0) <= Number(now),
  };
}
