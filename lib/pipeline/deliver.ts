/** Attempts to deliver events to webhook endpoints, and what follows from each. */
import type { DeliverMessage } from "../contracts/after-message.ts";
import type { AuditTrail } from "../contracts/audit-event.ts";
import type { GuardedFetch, GuardedResponse } from "../contracts/guarded-fetch.ts";
import type { Log } from "../contracts/log.ts";
import type { Attempt } from "../contracts/webhook-delivery.ts";
import { DocatError } from "../errors/docat-error.ts";
import { KEPT_ANSWER_BYTES, WEBHOOK_FETCH_LIMITS } from "../limits/webhooks.ts";
import { signedHeaders } from "../webhooks/secret.ts";
import { verdictOf } from "../webhooks/verdict.ts";
import type { DeliveryStore, Disabling, DueAttempt, EndpointStore, MadeAttempt } from "../webhooks/webhook-store.ts";
import type { StageOutcome } from "./active-job.ts";
import type { Postponed, StageQueue } from "./stage-queue.ts";

export interface WebhookDeps {
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
  readonly queue: Pick<StageQueue, "publishAfter">;
  /** Reaches the public internet only; every address is checked at every attempt. */
  readonly links: Pick<GuardedFetch, "checkUrl" | "send">;
  readonly audit: Pick<AuditTrail, "record">;
  readonly log: Log;
  /** Seconds after each attempt that fails; when they are used up, the delivery has failed. */
  readonly retrySeconds: readonly number[];
}

/** The first bytes of an answer. What breaks off is told as far as it came. */
async function firstBytes(response: GuardedResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length >= KEPT_ANSWER_BYTES) break;
    }
  } catch {
    // The status has come, and counts.
  } finally {
    response.discard();
  }
  return Buffer.concat(chunks).subarray(0, KEPT_ANSWER_BYTES).toString("utf8");
}

interface Sent {
  readonly attempt: Attempt;
  readonly retryAfter: string | null;
}

/** Signed afresh each time, with the body as it was made. Never rejects. */
async function send({ links }: WebhookDeps, { destination, message, body }: DueAttempt): Promise<Sent> {
  const at = Date.now();
  const { url, secret, former } = destination;
  const secrets = former !== null && former.until > at ? [secret, former.secret] : [secret];
  const headers = { "content-type": "application/json", ...signedHeaders({ id: message.event, at, body }, secrets) };
  const told = (rest: Pick<Attempt, "status" | "error" | "answer">): Attempt => ({
    at: new Date(at).toISOString(),
    duration_ms: Math.max(0, Date.now() - at),
    ...rest,
  });
  try {
    const bytes = new TextEncoder().encode(body);
    const response = await links.send({ url, method: "POST", headers, body: bytes }, WEBHOOK_FETCH_LIMITS);
    const answer = await firstBytes(response);
    const attempt = told({ status: response.status, error: null, answer });
    return { attempt, retryAfter: response.headers["retry-after"] ?? null };
  } catch (error) {
    // The client tells all that goes wrong behind an address in the same words.
    const code = error instanceof DocatError ? error.code : "internal_error";
    return { attempt: told({ status: null, error: code, answer: "" }), retryAfter: null };
  }
}

async function make(deps: WebhookDeps, due: DueAttempt): Promise<MadeAttempt> {
  const { attempt, retryAfter } = await send(deps, due);
  const verdict = verdictOf({ status: attempt.status, retryAfter }, due.round, deps.retrySeconds, Date.now());
  const { event, endpoint, attempt: number } = due.message;
  deps.log.info("webhook.attempted", { id: event, endpoint, attempt: number, status: attempt.status ?? 0 });
  return {
    message: due.message,
    attempt,
    state: verdict.kind === "again" ? "pending" : verdict.kind === "delivered" ? "delivered" : "failed",
    nextAt: verdict.kind === "again" ? Date.now() + verdict.afterSeconds * 1_000 : null,
    endpointGone: verdict.kind === "gone",
  };
}

async function tellDisabled(
  { audit }: WebhookDeps,
  { destination, message }: DueAttempt,
  reason: Disabling,
): Promise<void> {
  if (reason === null) return;
  const details = { endpoint: message.endpoint, reason };
  await audit.record(destination.tenant, { event: "webhook.disabled", actor: null, network: null, details });
}

/** What the broker does not take stands in the store, and the sweep publishes it. Never rejects. */
export async function publishAttempts({ queue, log }: WebhookDeps, messages: readonly Postponed[]): Promise<void> {
  try {
    await queue.publishAfter(messages);
  } catch (error) {
    log.error("webhook.unpublished", error);
  }
}

function nextOf({ message, nextAt }: MadeAttempt): Postponed[] {
  if (nextAt === null) return [];
  const { resend: _, ...rest } = message;
  const afterSeconds = Math.max(0, Math.ceil((nextAt - Date.now()) / 1_000));
  return [{ message: { ...rest, attempt: message.attempt + 1 }, afterSeconds }];
}

/**
 * Makes attempts side by side, writes down what came of them in one step, and hands over those that follow. At least once: when the function dies between
 * a receiver's answer and that step the attempt is made again, with the same id and body.
 */
export async function makeAttempts(deps: WebhookDeps, account: string, due: readonly DueAttempt[]): Promise<void> {
  const made = await Promise.all(due.map((each) => make(deps, each)));
  const disabled = await deps.deliveries.record(account, made);
  await Promise.all(due.map((each, at) => tellDisabled(deps, each, disabled[at] ?? null)));
  await publishAttempts(
    deps,
    made.flatMap((each, at) => (disabled[at] === null ? nextOf(each) : [])),
  );
}

/** A delivery of `deliver`: an attempt after the first, or one that its owner asked for. */
export async function deliverStage(deps: WebhookDeps, message: DeliverMessage): Promise<StageOutcome> {
  const due = await deps.deliveries.take(message);
  if (due === null) return "stale";
  await makeAttempts(deps, message.account, [due]);
  return "done";
}
