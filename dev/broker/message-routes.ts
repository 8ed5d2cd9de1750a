/** Routes about messages that were taken in: look, cancel, dead letters, log. */
import { Hono } from "hono";
import type { Broker } from "./broker.ts";
import { BrokerError } from "./broker-error.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { BrokerEvent } from "./events.ts";
import { isInDateRange, messageFilter, valuesOf } from "./message-filter.ts";
import { defined, messageView, outcomeView } from "./message-view.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";

/** `/v2/messages`, `/v2/dlq`, `/v2/events` and its alias `/v2/logs`. */
export function messageRoutes(broker: Broker): Hono {
  const routes = new Hono();

  routes.get("/v2/messages/:id", (c) => c.json(messageView(broker.message(c.req.param("id")))));
  routes.delete("/v2/messages/:id", (c) => {
    broker.cancel([broker.message(c.req.param("id"))]);
    return c.json({ cancelled: 1 }, 202);
  });
  // As QStash has it since bulk actions: every match is cancelled in one call, and `count` is ignored.
  routes.delete("/v2/messages", (c) => {
    const query = queryOf(c.req.raw);
    const ids = valuesOf(query, "messageIds");
    const matches = messageFilter(query);
    const messages = broker.dispatcher
      .messages()
      .filter((message) =>
        ids.length > 0 ? ids.includes(message.messageId) : matches(message) && isInDateRange(query, message.createdAt),
      );
    broker.cancel(messages);
    return c.json({ cancelled: messages.length }, 202);
  });

  routes.get("/v2/dlq", (c) => {
    const { letters, cursor } = deadLetterPage(broker, queryOf(c.req.raw));
    return c.json({ messages: letters.map(deadLetterView), ...defined({ cursor }) });
  });
  routes.delete("/v2/dlq", (c) => {
    const { letters, cursor } = deadLetterPage(broker, queryOf(c.req.raw));
    for (const { dlqId } of letters) broker.deadLetters.delete(dlqId);
    return c.json({ deleted: letters.length, ...defined({ cursor }) });
  });
  routes.get("/v2/dlq/:id", (c) => c.json(deadLetterView(broker.deadLetters.get(c.req.param("id")))));
  routes.delete("/v2/dlq/:id", (c) => {
    broker.deadLetters.delete(broker.deadLetters.get(c.req.param("id")).dlqId);
    return c.body(null, 200);
  });
  routes.post("/v2/dlq/retry", (c) => {
    const query = queryOf(c.req.raw);
    for (const dlqId of valuesOf(query, "dlqIds")) broker.deadLetters.get(dlqId);
    const { letters, cursor } = deadLetterPage(broker, query);
    return c.json({ responses: letters.map(({ dlqId }) => broker.revive(dlqId)), ...defined({ cursor }) }, 201);
  });
  routes.post("/v2/dlq/retry/:id", (c) => c.json(broker.revive(c.req.param("id")), 201));

  for (const path of ["/v2/events", "/v2/logs"]) {
    routes.get(path, (c) => {
      const { events, cursor } = eventPage(broker, queryOf(c.req.raw));
      return c.json({ events: events.map(eventView), ...defined({ cursor }) });
    });
  }

  return routes;
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.url).searchParams;
}

function countOf(query: URLSearchParams): number {
  const text = query.get("count");
  if (text === null) return PLAN_LIMITS.pageSize;
  if (!/^[1-9]\d*$/.test(text)) throw new BrokerError(400, `invalid count ${text}`);
  return Math.min(Number(text), PLAN_LIMITS.pageSize);
}

function deadLetterPage(broker: Broker, query: URLSearchParams) {
  for (const name of ["host", "path"]) {
    if (query.has(name)) throw new BrokerError(400, `dead letters cannot be filtered by ${name}`);
  }
  const ids = valuesOf(query, "dlqIds");
  const statuses = valuesOf(query, "responseStatus");
  const matches = messageFilter(query);
  const isWanted = ({ dlqId, message, outcome, failedAt }: DeadLetter) => {
    if (ids.length > 0) return ids.includes(dlqId);
    const status = outcome.kind === "answer" ? String(outcome.status) : "";
    return matches(message) && isInDateRange(query, failedAt) && (statuses.length === 0 || statuses.includes(status));
  };
  const count = ids.length > 0 ? ids.length : countOf(query);
  return broker.deadLetters.page(isWanted, query.get("cursor") ?? undefined, count, broker.clock.now());
}

function eventPage(broker: Broker, query: URLSearchParams) {
  const ids = valuesOf(query, "messageIds");
  const state = query.get("state");
  const matches = messageFilter(query);
  const isWanted = (event: BrokerEvent) =>
    (ids.length === 0 || ids.includes(event.message.messageId)) &&
    (state === null || state === event.state || (state === "IN_PROGRESS" && IN_PROGRESS.has(event.state))) &&
    matches(event.message) &&
    isInDateRange(query, event.time);
  const cursor = query.get("cursor");
  const count = countOf(query);
  const found = broker.events.page(isWanted, cursor ? Number(cursor) : Number.POSITIVE_INFINITY, count + 1);
  const events = found.slice(0, count);
  return { events, cursor: found.length > count ? String(events.at(-1)?.sequence) : undefined };
}

const IN_PROGRESS: ReadonlySet<string> = new Set(["ACTIVE", "RETRY", "ERROR"]);

function deadLetterView({ dlqId, message, outcome }: DeadLetter) {
  return { ...messageView(message), dlqId, retried: message.retried, ...outcomeView(outcome) };
}

function eventView({ sequence: _, message, retried, ...event }: BrokerEvent) {
  const { messageId, url, method, queueName, scheduleId, labels, maxRetries } = message;
  const labelled = labels.length > 0 ? { label: labels.join(","), labels } : {};
  const flowControlKey = message.flowControl?.key;
  return {
    ...event,
    messageId,
    url,
    method,
    retried,
    maxRetries,
    ...labelled,
    ...defined({ queueName, scheduleId, flowControlKey }),
  };
}
