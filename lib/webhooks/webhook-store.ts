/** The port to an account's webhook endpoints, and to events on their way to them. */
import type { DeliverMessage } from "../contracts/after-message.ts";
import type { EventType } from "../contracts/webhook.ts";
import type { Attempt, Delivery, DeliveryState } from "../contracts/webhook-delivery.ts";
import type { WebhookEvent } from "./event.ts";

/** Where an event goes, and how it is signed. */
export interface Destination {
  /** Whose it is. */
  readonly tenant: string;
  readonly url: string;
  /** The one that signs, and the one before, which signs too until then. */
  readonly secret: string;
  readonly former: { readonly secret: string; readonly until: number } | null;
}

/** What its owner set. */
export interface EndpointRecord extends Destination {
  readonly id: string;
  readonly events: readonly EventType[];
  readonly description: string;
  readonly createdAt: number;
}

/** A record and what happened to the endpoint. */
export interface StoredEndpoint {
  readonly record: EndpointRecord;
  readonly disabled: "owner" | "failing" | "gone" | null;
  readonly failingSince: number | null;
}

/** An event that is owed to an endpoint; `own` is the job's own webhook, which stands nowhere else. */
export interface OwedEvent {
  readonly event: WebhookEvent;
  readonly endpoint: DeliverMessage["endpoint"];
  readonly destination: Destination;
}

/** An attempt that is to be made. */
export interface DueAttempt {
  readonly message: DeliverMessage;
  readonly destination: Destination;
  /** As it was made at first, to the byte. */
  readonly body: string;
  /** Counts from 1, anew when the owner asked for the event once more. */
  readonly round: number;
}

/** What an attempt came to, and what follows from it. */
export interface MadeAttempt {
  readonly message: DeliverMessage;
  readonly attempt: Attempt;
  readonly state: DeliveryState;
  /** Milliseconds since 1970; null when there is no next one. */
  readonly nextAt: number | null;
  /** The receiver wants nothing more, ever. */
  readonly endpointGone: boolean;
}

/** Why an endpoint was disabled by an attempt; null where it was not. */
export type Disabling = "gone" | "failing" | null;

export interface DeliveryPage {
  readonly cursor: string | null;
  readonly limit: number;
  /** Milliseconds since 1970: only what was begun since. */
  readonly since: number;
}

/** A delivery by its names. */
export type Place = Pick<DeliverMessage, "event" | "endpoint">;

export interface EndpointStore {
  /** The name by which the account is known here. */
  accountOf(tenant: string): string;
  /** Throws `too_many_endpoints`. */
  add(account: string, record: EndpointRecord): Promise<void>;
  list(account: string): Promise<readonly StoredEndpoint[]>;
  read(account: string, id: string): Promise<StoredEndpoint | null>;
  /**
   * Changes the record as it is at that moment, so that no other change is lost. Null when there is no such endpoint. `enabled` null leaves that as it
   * is; true forgets that it failed.
   */
  change(
    account: string,
    id: string,
    edit: (record: EndpointRecord) => EndpointRecord,
    enabled: boolean | null,
  ): Promise<StoredEndpoint | null>;
  /** With all its deliveries. */
  remove(account: string, id: string): Promise<void>;
  /** Everything of the account's; answers how many endpoints that were. */
  erase(tenant: string): Promise<number>;
}

export interface DeliveryStore {
  /**
   * Writes down that these events are owed, each with the body that it has from now on: what was written before stays as it is. Answers
   * the first attempts that have not been made.
   */
  owe(account: string, events: readonly OwedEvent[]): Promise<readonly DueAttempt[]>;
  /**
   * What an attempt needs. Null when it was made already, or is not to be made because its endpoint takes nothing: then it is owed no longer, and a
   * delivery that waited for it has failed.
   */
  take(message: DeliverMessage): Promise<DueAttempt | null>;
  /** What came of attempts, and that the next ones are owed. Recording it twice is recording it once. */
  record(account: string, made: readonly MadeAttempt[]): Promise<readonly Disabling[]>;
  /** These events are owed once more, from now on. Leaves out those of which nothing is known. */
  again(account: string, places: readonly Place[]): Promise<readonly DeliverMessage[]>;
  /** In the order in which they are named, without those of which nothing is known. */
  find(account: string, places: readonly Place[]): Promise<readonly Delivery[]>;
  /** The newest first. */
  deliveries(
    account: string,
    endpoint: string,
    page: DeliveryPage,
  ): Promise<{ readonly deliveries: readonly Delivery[]; readonly cursor: string | null }>;
}
