/** DeliveryStore on Upstash Redis: each step is one script, one request, for however many deliveries. */

import type { Redis } from "@upstash/redis";
import { afterName, type DeliverMessage } from "../contracts/after-message.ts";
import { OWN_ENDPOINT } from "../contracts/webhook.ts";
import type { Vault } from "../crypto/vault.ts";
import { AFTER_GRACE_MS } from "../limits/job-timing.ts";
import { DISABLE_AFTER_MS } from "../limits/webhooks.ts";
import type { DeliveryStore, Disabling, DueAttempt, MadeAttempt, OwedEvent, Place } from "../webhooks/webhook-store.ts";
import { guardStore } from "./guard-store.ts";
import { AFTER_KEY, deliveriesKey, deliveryKey, type TimesToLive, webhooksKey } from "./keys.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import * as scripts from "./scripts/webhook.ts";
import { openBody, openEndpoint, openOwn, sealAttempt, sealBody, sealOwn, viewDelivery } from "./webhook-hash.ts";

interface DeliverySettings {
  readonly ttl: Pick<TimesToLive, "webhookLog">;
  readonly vault: Vault;
}

type Run = <T>(script: string, keys: readonly string[], args: readonly (string | number)[]) => Promise<T>;

const attemptAt = (account: string, { event, endpoint }: Place, attempt: number): DeliverMessage => ({
  ...{ v: 1, kind: "deliver", account, event, endpoint, attempt },
});

const toDisabling = (why: string | null | undefined): Disabling => (why === "gone" || why === "failing" ? why : null);

function owing(run: Run, { ttl, vault }: DeliverySettings): Pick<DeliveryStore, "owe"> {
  /** What is beyond the log's length is forgotten, as far as it has come to its end. */
  async function forget(account: string, endpoint: string, events: readonly string[]): Promise<void> {
    if (events.length === 0) return;
    const keys = [
      AFTER_KEY,
      deliveriesKey(account, endpoint),
      ...events.map((event) => deliveryKey(account, event, endpoint)),
    ];
    await run<number>(scripts.FORGET_DELIVERIES, keys, events);
  }
  const argsOf = (account: string, { event, endpoint, destination }: OwedEvent) => [
    afterName(attemptAt(account, { event: event.id, endpoint }, 1)),
    ...[event.id, event.type, event.job ?? "", sealBody(vault, event.id, event.body)],
    endpoint === OWN_ENDPOINT ? sealOwn(vault, event.id, destination) : "",
  ];
  return {
    async owe(account, events) {
      if (events.length === 0) return [];
      const keys = events.flatMap(({ event, endpoint }) => [
        deliveryKey(account, event.id, endpoint),
        deliveriesKey(account, endpoint),
      ]);
      const args = [ttl.webhookLog, AFTER_GRACE_MS, ...events.flatMap((owed) => argsOf(account, owed))];
      const answers = await run<string[][]>(scripts.OWE_EVENTS, [AFTER_KEY, ...keys], args);
      const due: DueAttempt[] = [];
      for (const [at, { event, endpoint, destination }] of events.entries()) {
        const [state, attempt, body = "", ...surplus] = answers[at] ?? [];
        await forget(account, endpoint, surplus);
        if (state !== "pending" || attempt !== "1") continue;
        const message = attemptAt(account, { event: event.id, endpoint }, 1);
        due.push({ message, destination, body: openBody(vault, event.id, body), round: 1 });
      }
      return due;
    },
  };
}

function attempting(run: Run, { ttl, vault }: DeliverySettings): Pick<DeliveryStore, "take" | "record"> {
  function argsOf({ message, attempt, state, nextAt, endpointGone }: MadeAttempt) {
    const { resend: _, ...plain } = message;
    const { account, attempt: number } = plain;
    const sealed = sealAttempt(vault, plain, number, attempt);
    const health = [plain.endpoint, endpointGone ? 1 : 0];
    return [
      ...[number, sealed, state, nextAt ?? "", ...health],
      ...[afterName(plain), afterName(attemptAt(account, plain, number + 1))],
    ];
  }
  return {
    async take(message) {
      const { account, event, endpoint, attempt: number } = message;
      const keys = [AFTER_KEY, deliveryKey(account, event, endpoint), webhooksKey(account)];
      const args = [afterName(message), number, endpoint];
      type Taken = [base: string, body: string, own: string, fields: (string | null)[]] | [];
      const [base, body, own, fields = []] = await run<Taken>(scripts.TAKE_ATTEMPT, keys, args);
      if (body === undefined) return null;
      const destination = own ? openOwn(vault, event, own) : openEndpoint(vault, account, endpoint, fields)?.record;
      if (destination === undefined) return null;
      return { message, destination, body: openBody(vault, event, body), round: number - Number(base) };
    },

    async record(account, made) {
      if (made.length === 0) return [];
      const keys = made.map(({ message: { event, endpoint } }) => deliveryKey(account, event, endpoint));
      const args = [ttl.webhookLog, AFTER_GRACE_MS, DISABLE_AFTER_MS, ...made.flatMap(argsOf)];
      const answers = await run<string[]>(scripts.RECORD_ATTEMPTS, [AFTER_KEY, webhooksKey(account), ...keys], args);
      return answers.map(toDisabling);
    },
  };
}

export function createRedisDeliveryStore(redis: Redis, settings: DeliverySettings): DeliveryStore {
  const { ttl, vault } = settings;
  const run: Run = async <T>(script: string, keys: readonly string[], args: readonly (string | number)[]) =>
    (await guardStore(() => runScript<unknown>(redis, script, [...keys], args.map(String)))) as T;

  const find: DeliveryStore["find"] = async (account, places) => {
    if (places.length === 0) return [];
    const keys = places.map(({ event, endpoint }) => deliveryKey(account, event, endpoint));
    const found = await run<string[][]>(scripts.READ_DELIVERIES, keys, []);
    return places.flatMap((place, at) => viewDelivery(vault, place, found[at] ?? []) ?? []);
  };

  return {
    ...owing(run, settings),
    ...attempting(run, settings),
    find,

    async again(account, places) {
      if (places.length === 0) return [];
      const keys = places.map(({ event, endpoint }) => deliveryKey(account, event, endpoint));
      // The attempt's number comes last.
      const begun = places.map((place) => afterName(attemptAt(account, place, 1)).slice(0, -"1}".length));
      const args = [ttl.webhookLog, AFTER_GRACE_MS, ...begun];
      const attempts = await run<string[]>(scripts.OWE_AGAIN, [AFTER_KEY, ...keys], args);
      return places.flatMap((place, at) => (attempts[at] ? [attemptAt(account, place, Number(attempts[at]))] : []));
    },

    async deliveries(account, endpoint, { cursor, limit, since }) {
      const end = cursor !== null && /^\d{1,15}(\.\d{1,6})?$/.test(cursor) ? `(${cursor}` : "+inf";
      const range = { byScore: true, rev: true, withScores: true, offset: 0, count: limit } as const;
      const key = deliveriesKey(account, endpoint);
      const listed = rawReply<string>(await guardStore(() => redis.zrange(key, end as "+inf", since, range)));
      const events = listed.filter((_, at) => at % 2 === 0);
      const places = events.map((event) => ({ event, endpoint: endpoint as Place["endpoint"] }));
      const isFull = events.length === limit;
      return { deliveries: await find(account, places), cursor: isFull ? (listed.at(-1) ?? null) : null };
    },
  };
}
