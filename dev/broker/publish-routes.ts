/** Routes that take messages in: publish, batch, enqueue, and the schedules that publish by themselves. */
import { Hono } from "hono";
import { z } from "zod";
import type { Broker } from "./broker.ts";
import { BrokerError } from "./broker-error.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";
import { parsePublishRequest } from "./publish-request.ts";
import { readBody } from "./request-body.ts";
import { scheduleView } from "./schedule-view.ts";

const BATCH = z.array(
  z.object({
    destination: z.string(),
    headers: z
      .record(z.string(), z.string())
      .default({})
      .transform((headers) => new Headers(headers)),
    body: z.string().default(""),
    queue: z.string().optional(),
  }),
);

/** `/v2/publish`, `/v2/enqueue`, `/v2/batch` and `/v2/schedules`. */
export function publishRoutes(broker: Broker): Hono {
  const routes = new Hono();

  routes.post("/v2/publish/*", async (c) => {
    const receipt = broker.publish(await readDraft(c.req.raw, "/v2/publish/"));
    return c.json(receipt, receipt.deduplicated ? 202 : 200);
  });

  routes.post("/v2/enqueue/:queue/*", async (c) => {
    const queue = c.req.param("queue");
    const receipt = broker.publish(await readDraft(c.req.raw, `/v2/enqueue/${queue}/`, queue));
    return c.json(receipt, receipt.deduplicated ? 202 : 200);
  });

  // All or nothing: a batch with one bad message is refused before the first is accepted.
  routes.post("/v2/batch", async (c) => {
    const bytes = await readBody(c.req.raw, PLAN_LIMITS.maxBatchBytes);
    const drafts = parseBatch(new TextDecoder().decode(bytes)).map(({ destination, headers, body, queue }) =>
      parsePublishRequest({
        url: destination,
        headers,
        body: new TextEncoder().encode(body),
        queueName: queue,
      }),
    );
    return c.json(drafts.map((draft) => broker.publish(draft)));
  });

  routes.post("/v2/schedules/*", async (c) => {
    const cron = c.req.header("upstash-cron");
    if (cron === undefined) throw new BrokerError(400, "a schedule needs the header upstash-cron");
    const draft = await readDraft(c.req.raw, "/v2/schedules/", c.req.header("upstash-queue-name"));
    return c.json({ scheduleId: broker.schedule(c.req.header("upstash-schedule-id"), cron, draft) });
  });
  routes.get("/v2/schedules", (c) => c.json(broker.schedules.list().map(scheduleView)));
  routes.get("/v2/schedules/:id", (c) => c.json(scheduleView(broker.schedules.get(c.req.param("id")))));
  routes.delete("/v2/schedules/:id", (c) => {
    broker.schedules.remove(c.req.param("id"));
    return c.body(null, 200);
  });
  routes.patch("/v2/schedules/:id/:action{pause|resume}", (c) => {
    broker.schedules.setPaused(c.req.param("id"), c.req.param("action") === "pause");
    return c.body(null, 200);
  });

  return routes;
}

/** The destination stands in the path as it is, query included, so it is cut from the raw URL. */
async function readDraft(request: Request, prefix: string, queueName?: string) {
  const url = request.url.slice(new URL(request.url).origin.length + prefix.length);
  const body = await readBody(request, PLAN_LIMITS.maxMessageBytes);
  return parsePublishRequest({ url, headers: request.headers, body, queueName });
}

function parseBatch(text: string): z.infer<typeof BATCH> {
  try {
    return BATCH.parse(JSON.parse(text));
  } catch (error) {
    throw new BrokerError(400, `invalid batch: ${error instanceof Error ? error.message : String(error)}`);
  }
}
