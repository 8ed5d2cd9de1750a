/** Endpoints and deliveries as their hashes hold them. Addresses, secrets, bodies and what receivers answered are sealed. */
import { z } from "zod";
import { DISABLED_REASONS, eventTypeSchema, OWN_ENDPOINT } from "../contracts/webhook.ts";
import { type Attempt, attemptSchema, DELIVERY_STATES, type Delivery } from "../contracts/webhook-delivery.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Destination, EndpointRecord, Place, StoredEndpoint } from "../webhooks/webhook-store.ts";

const endpointPlace = (account: string, id: string) => `docat: webhook endpoint ${account} ${id}`;
const bodyPlace = (event: string) => `docat: webhook body ${event}`;
const ownPlace = (event: string) => `docat: webhook of a job ${event}`;
const attemptPlace = ({ event, endpoint }: Place, number: number) =>
  `docat: webhook attempt ${event} ${endpoint} ${number}`;

const destination = {
  tenant: z.string(),
  url: z.string(),
  secret: z.string(),
  former: z.object({ secret: z.string(), until: z.number() }).nullable(),
};
const destinationSchema = z.object(destination);
const recordSchema = z.object({
  ...destination,
  id: z.string(),
  events: z.array(eventTypeSchema),
  description: z.string(),
  createdAt: z.number(),
});
const disabledSchema = z.enum(DISABLED_REASONS).nullable();

export function sealEndpoint(vault: Vault, account: string, record: EndpointRecord): string {
  return vault.enclose(endpointPlace(account, record.id), JSON.stringify(record));
}

export function openEndpoint(
  vault: Vault,
  account: string,
  id: string,
  [record, disabled, failing]: readonly (string | null | undefined)[],
): StoredEndpoint | null {
  if (record == null) return null;
  return {
    record: recordSchema.parse(JSON.parse(vault.disclose(endpointPlace(account, id), record))),
    ...healthOf([disabled, failing]),
  };
}

export function healthOf([disabled, failing]: readonly (string | null | undefined)[]): Omit<StoredEndpoint, "record"> {
  return {
    disabled: disabledSchema.parse(disabled ?? null),
    failingSince: failing == null ? null : Number(failing),
  };
}

export const sealBody = (vault: Vault, event: string, body: string) => vault.enclose(bodyPlace(event), body);
export const openBody = (vault: Vault, event: string, sealed: string) => vault.disclose(bodyPlace(event), sealed);

/** Of a job's own webhook, which stands nowhere else. */
export function sealOwn(vault: Vault, event: string, { tenant, url, secret, former }: Destination): string {
  return vault.enclose(ownPlace(event), JSON.stringify({ tenant, url, secret, former }));
}

export function openOwn(vault: Vault, event: string, sealed: string): Destination {
  return destinationSchema.parse(JSON.parse(vault.disclose(ownPlace(event), sealed)));
}

export function sealAttempt(vault: Vault, place: Place, number: number, attempt: Attempt): string {
  return vault.enclose(attemptPlace(place, number), JSON.stringify(attempt));
}

function attemptsOf(vault: Vault, place: Place, fields: Readonly<Record<string, string>>): Attempt[] {
  const numbers = Object.keys(fields).flatMap((field) => (field.startsWith("a:") ? [Number(field.slice(2))] : []));
  return numbers
    .sort((a, b) => a - b)
    .map((number) =>
      attemptSchema.parse(JSON.parse(vault.disclose(attemptPlace(place, number), fields[`a:${number}`] ?? ""))),
    );
}

const isoOf = (at: string | undefined) => new Date(Number(at)).toISOString();

/** Field and value, again and again. */
export function toFields(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) fields[flat[at] ?? ""] = flat[at + 1] ?? "";
  return fields;
}

/** A delivery as its owner sees it; null when there is none. */
export function viewDelivery(vault: Vault, place: Place, flat: readonly string[]): Delivery | null {
  const fields = toFields(flat);
  if (fields.state === undefined) return null;
  const job = fields.job === "" ? null : (fields.job ?? null);
  return {
    event: place.event,
    type: eventTypeSchema.parse(fields.type),
    endpoint: place.endpoint === OWN_ENDPOINT ? (job ?? "") : place.endpoint,
    job,
    state: z.enum(DELIVERY_STATES).parse(fields.state),
    created_at: isoOf(fields.created_at),
    next_attempt_at: fields.next_at === "" ? null : isoOf(fields.next_at),
    attempts: attemptsOf(vault, place, fields),
  };
}
