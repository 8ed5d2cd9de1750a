/** The way out by webhooks: what became of a job as events, and a first attempt to deliver each. */

import type { ResultFrame } from "../contracts/result.ts";
import type { EventType } from "../contracts/webhook.ts";
import { OWN_ENDPOINT, USUAL_EVENTS } from "../contracts/webhook.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { toStatus } from "../jobs/job-state.ts";
import { MAX_TOLD_PAGES } from "../limits/webhooks.ts";
import { receiptCounts } from "../results/receipt-counts.ts";
import type { ResultStore } from "../results/result-store.ts";
import { eventBody, eventId, type WebhookEvent } from "../webhooks/event.ts";
import type { DueAttempt, OwedEvent } from "../webhooks/webhook-store.ts";
import { makeAttempts, publishAttempts, type WebhookDeps } from "./deliver.ts";
import type { WayOut } from "./notify.ts";

/** Each kind happens once in a job's life, so that its event has one id. */
export function eventOf(job: string, type: EventType): string {
  return eventId(type, job);
}

function newEvent(job: JobRecord, type: EventType, data: object): WebhookEvent {
  return {
    id: eventOf(job.id, type),
    type,
    job: job.id,
    body: eventBody(type, job.finished_at ?? job.created_at, data),
  };
}

/** Ids, numbers and addresses; never a word of the document, nor its name. */
function eventsOf(job: JobRecord, frame: ResultFrame | null): WebhookEvent[] {
  const status = toStatus(job.state);
  if (status === "queued" || status === "running") return [];
  const self = `/v1/jobs/${job.id}`;
  const about = { id: job.id, status };
  const end = newEvent(job, `job.${status}`, {
    ...about,
    cached: job.cached === true,
    receipt: frame && receiptCounts(frame),
    error: job.error && { code: job.error.code, title: job.error.title },
    links: { self, result: status === "succeeded" ? `${self}/result` : null },
  });
  const failed = frame?.receipt.pages_failed ?? [];
  if (failed.length === 0) return [end];
  const pages = { count: failed.length, pages: failed.slice(0, MAX_TOLD_PAGES), links: { self } };
  return [end, newEvent(job, "job.page_failed", { ...about, ...pages })];
}

interface Addressee extends Pick<OwedEvent, "endpoint" | "destination"> {
  readonly events: readonly EventType[];
  /** It did not take what it was sent last. */
  readonly isFailing: boolean;
}

async function addresseesOf({ endpoints }: WebhookDeps, account: string, job: JobRecord): Promise<Addressee[]> {
  const found = (await endpoints.list(account)).filter(({ disabled }) => disabled === null);
  const all = found.map(({ record, failingSince }) => ({
    endpoint: record.id as OwedEvent["endpoint"],
    destination: record,
    events: record.events,
    isFailing: failingSince !== null,
  }));
  const { webhook } = job.source;
  if (webhook === undefined) return all;
  const { url, secret, events = USUAL_EVENTS } = webhook;
  const destination = { tenant: job.tenant, url, secret, former: null };
  return [...all, { endpoint: OWN_ENDPOINT, destination, events, isFailing: false }];
}

/**
 * At least once, each event with one id and one body: it is written down before it is sent for the first time. What fails now is tried again by
 * messages of its own; so is what goes to an endpoint that failed before, so that one which takes its time to fail holds up nobody else's.
 */
export function webhookWay(deps: WebhookDeps, results: Pick<ResultStore, "getManifest">): WayOut {
  return {
    name: "webhooks",
    async tell(job) {
      const account = deps.endpoints.accountOf(job.tenant);
      const [addressees, manifest] = await Promise.all([
        addresseesOf(deps, account, job),
        job.state === "succeeded" ? results.getManifest(job.result_of ?? job.id) : null,
      ]);
      const events = eventsOf(job, manifest?.frame ?? null);
      const owed = addressees.flatMap(({ endpoint, destination, events: wanted }) =>
        events.filter(({ type }) => wanted.includes(type)).map((event) => ({ event, endpoint, destination })),
      );
      const failing = new Set(addressees.flatMap(({ endpoint, isFailing }) => (isFailing ? [endpoint] : [])));
      const due = await deps.deliveries.owe(account, owed);
      const isLater = ({ message }: DueAttempt) => failing.has(message.endpoint);
      await publishAttempts(deps, due.filter(isLater));
      await makeAttempts(
        deps,
        account,
        due.filter((each) => !isLater(each)),
      );
    },
  };
}
