/** What owners do with their webhook endpoints. */
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { jobIdSchema } from "../contracts/job-id.ts";
import {
  type Endpoint,
  type endpointChangesSchema,
  endpointIdSchema,
  eventIdSchema,
  type newEndpointSchema,
  OWN_ENDPOINT,
  USUAL_EVENTS,
  WEBHOOK_EVENTS,
} from "../contracts/webhook.ts";
import type { Delivery } from "../contracts/webhook-delivery.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_REDELIVERIES, SECRET_OVERLAP_SECONDS } from "../limits/webhooks.ts";
import { testEvent } from "../webhooks/event.ts";
import { newSecret } from "../webhooks/secret.ts";
import type { DeliveryPage, EndpointRecord, Place, StoredEndpoint } from "../webhooks/webhook-store.ts";
import { publishAttempts, type WebhookDeps } from "./deliver.ts";
import { eventOf } from "./tell-webhooks.ts";

export function viewEndpoint({ record, disabled, failingSince }: StoredEndpoint): Endpoint {
  const { id, url, events, description, createdAt } = record;
  return {
    id,
    url,
    events: WEBHOOK_EVENTS.filter((event) => events.includes(event)),
    description,
    enabled: disabled === null,
    disabled_reason: disabled,
    failing_since: failingSince === null ? null : new Date(failingSince).toISOString(),
    created_at: new Date(createdAt).toISOString(),
  };
}

/** The endpoint with its secret, which is told now and never again. Throws `url_refused`, `too_many_endpoints`. */
export async function addEndpoint(
  { endpoints, links }: WebhookDeps,
  tenant: string,
  asked: z.infer<typeof newEndpointSchema>,
): Promise<Endpoint & { readonly secret: string }> {
  const record: EndpointRecord = {
    id: `whe_${randomBytes(16).toString("hex")}`,
    tenant,
    url: links.checkUrl(asked.url).href,
    events: asked.events ?? USUAL_EVENTS,
    description: asked.description ?? "",
    createdAt: Date.now(),
    secret: newSecret(),
    former: null,
  };
  await endpoints.add(endpoints.accountOf(tenant), record);
  return { ...viewEndpoint({ record, disabled: null, failingSince: null }), secret: record.secret };
}

export async function listEndpoints({ endpoints }: WebhookDeps, tenant: string): Promise<Endpoint[]> {
  const found = [...(await endpoints.list(endpoints.accountOf(tenant)))];
  return found.sort((a, b) => b.record.createdAt - a.record.createdAt).map(viewEndpoint);
}

/** Throws `endpoint_unknown`, also for another account's. */
export async function findEndpoint({ endpoints }: WebhookDeps, tenant: string, id: string): Promise<StoredEndpoint> {
  const isName = endpointIdSchema.safeParse(id).success;
  const found = isName ? await endpoints.read(endpoints.accountOf(tenant), id) : null;
  if (found === null) throw new DocatError("endpoint_unknown");
  return found;
}

async function edit(
  { endpoints }: WebhookDeps,
  tenant: string,
  id: string,
  change: (record: EndpointRecord) => EndpointRecord,
  enabled: boolean | null = null,
): Promise<StoredEndpoint> {
  const isName = endpointIdSchema.safeParse(id).success;
  const changed = isName ? await endpoints.change(endpoints.accountOf(tenant), id, change, enabled) : null;
  if (changed === null) throw new DocatError("endpoint_unknown");
  return changed;
}

/** What is not named stays as it is. Throws `endpoint_unknown`, `url_refused`. */
export async function changeEndpoint(
  deps: WebhookDeps,
  tenant: string,
  id: string,
  { url, enabled, ...asked }: z.infer<typeof endpointChangesSchema>,
): Promise<Endpoint> {
  const named = { ...asked, ...(url === undefined ? {} : { url: deps.links.checkUrl(url).href }) };
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  return viewEndpoint(await edit(deps, tenant, id, (record) => ({ ...record, ...given }), enabled ?? null));
}

/** A new secret; the one before signs beside it for a day, so that a receiver can change over. */
export async function rotateSecret(deps: WebhookDeps, tenant: string, id: string) {
  const until = Date.now() + SECRET_OVERLAP_SECONDS * 1_000;
  const secret = newSecret();
  const rotated = await edit(deps, tenant, id, (record) => ({
    ...record,
    secret,
    former: { secret: record.secret, until },
  }));
  return { ...viewEndpoint(rotated), secret };
}

export async function removeEndpoint(deps: WebhookDeps, tenant: string, id: string): Promise<void> {
  const { record } = await findEndpoint(deps, tenant, id);
  await deps.endpoints.remove(deps.endpoints.accountOf(tenant), record.id);
}

/** Sends an event that tells of nothing. Answers its id, by which the log shows what came of it. Throws `endpoint_disabled`. */
export async function sendTest(deps: WebhookDeps, tenant: string, id: string): Promise<string> {
  const { disabled, record } = await findEndpoint(deps, tenant, id);
  if (disabled !== null) throw new DocatError("endpoint_disabled");
  const event = testEvent(id, Date.now());
  const owed = [{ event, endpoint: id as Place["endpoint"], destination: record }];
  const due = await deps.deliveries.owe(deps.endpoints.accountOf(tenant), owed);
  await publishAttempts(deps, due);
  return event.id;
}

/** What a job's own webhook may have been sent; it goes by the job's name. */
function ownPlaces(job: string): Place[] {
  return WEBHOOK_EVENTS.map((type) => ({ event: eventOf(job, type), endpoint: OWN_ENDPOINT }));
}

const isJob = (id: string) => jobIdSchema.safeParse(id).success;

/** Of an endpoint, or of a job's own webhook by the job's id. Throws `endpoint_unknown`. */
export async function listDeliveries(deps: WebhookDeps, tenant: string, id: string, page: DeliveryPage) {
  const account = deps.endpoints.accountOf(tenant);
  if (!isJob(id)) {
    await findEndpoint(deps, tenant, id);
    return deps.deliveries.deliveries(account, id, page);
  }
  const found = await deps.deliveries.find(account, ownPlaces(id));
  if (found.length === 0) throw new DocatError("endpoint_unknown");
  return { deliveries: found.filter(({ created_at }) => Date.parse(created_at) >= page.since), cursor: null };
}

async function owePlaces(deps: WebhookDeps, tenant: string, places: readonly Place[]): Promise<readonly string[]> {
  const messages = await deps.deliveries.again(deps.endpoints.accountOf(tenant), places);
  // The broker may have seen the same attempt a moment ago.
  const resend = Math.floor(Date.now() / 1_000);
  await publishAttempts(
    deps,
    messages.map((message) => ({ message: { ...message, resend } })),
  );
  return messages.map(({ event }) => event);
}

/** Owes an event once more, whatever came of it before: the same id and body, and all attempts anew. Throws `delivery_unknown`, `endpoint_disabled`. */
export async function redeliver(deps: WebhookDeps, tenant: string, id: string, event: string): Promise<void> {
  if (!isJob(id)) await requireEnabled(deps, tenant, id);
  const place: Place = { event, endpoint: isJob(id) ? OWN_ENDPOINT : (id as Place["endpoint"]) };
  const isOne = isJob(id) ? ownPlaces(id).some((own) => own.event === event) : eventIdSchema.safeParse(event).success;
  const owed = isOne ? await owePlaces(deps, tenant, [place]) : [];
  if (owed.length === 0) throw new DocatError("delivery_unknown");
}

async function requireEnabled(deps: WebhookDeps, tenant: string, id: string): Promise<void> {
  if ((await findEndpoint(deps, tenant, id)).disabled !== null) throw new DocatError("endpoint_disabled");
}

/** The same for all that failed since a time, the newest first, a hundred at most in one call. Answers which. */
export async function redeliverSince(
  deps: WebhookDeps,
  tenant: string,
  id: string,
  since: number,
): Promise<readonly string[]> {
  await requireEnabled(deps, tenant, id);
  const account = deps.endpoints.accountOf(tenant);
  const failed: Delivery[] = [];
  for (let cursor: string | null = null; failed.length < MAX_REDELIVERIES; ) {
    const page = await deps.deliveries.deliveries(account, id, { cursor, limit: MAX_REDELIVERIES, since });
    failed.push(...page.deliveries.filter(({ state }) => state === "failed"));
    cursor = page.cursor;
    if (cursor === null) break;
  }
  const endpoint = id as Place["endpoint"];
  const places = failed.slice(0, MAX_REDELIVERIES).map(({ event }) => ({ event, endpoint }));
  return owePlaces(deps, tenant, places);
}
