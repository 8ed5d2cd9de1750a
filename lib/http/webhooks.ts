/** Webhook endpoints over HTTP. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { endpointChangesSchema, newEndpointSchema } from "../contracts/webhook.ts";
import type { WebhookDeps } from "../pipeline/deliver.ts";
import {
  addEndpoint,
  changeEndpoint,
  findEndpoint,
  listDeliveries,
  listEndpoints,
  redeliver,
  redeliverSince,
  removeEndpoint,
  rotateSecret,
  sendTest,
  viewEndpoint,
} from "../pipeline/webhooks.ts";
import type { Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";
import * as routes from "./webhook-routes.ts";

const PRIVATE = { "Cache-Control": "private, no-store" };

export function addWebhookRoutes(app: OpenAPIHono<Identified>, deps: WebhookDeps): void {
  app.openapi(routes.listEndpointsRoute, async (context) => {
    const webhooks = await listEndpoints(deps, context.var.identity.tenant);
    return context.json({ webhooks }, 200, PRIVATE);
  });
  app.post("/v1/webhooks", async (context) => {
    const asked = await readJson(context.req.raw, newEndpointSchema);
    const made = await addEndpoint(deps, context.var.identity.tenant, asked);
    return context.json(made, 201, { ...PRIVATE, Location: `/v1/webhooks/${made.id}` });
  });
  app.openapi(routes.getEndpointRoute, async (context) => {
    const found = await findEndpoint(deps, context.var.identity.tenant, context.req.valid("param").id);
    return context.json(viewEndpoint(found), 200, PRIVATE);
  });
  app.patch("/v1/webhooks/:id", async (context) => {
    const asked = await readJson(context.req.raw, endpointChangesSchema);
    const changed = await changeEndpoint(deps, context.var.identity.tenant, context.req.param("id"), asked);
    return context.json(changed, 200, PRIVATE);
  });
  app.openapi(routes.removeEndpointRoute, async (context) => {
    await removeEndpoint(deps, context.var.identity.tenant, context.req.valid("param").id);
    return context.body(null, 204);
  });
  app.openapi(routes.rotateSecretRoute, async (context) => {
    const rotated = await rotateSecret(deps, context.var.identity.tenant, context.req.valid("param").id);
    return context.json(rotated, 200, PRIVATE);
  });
  app.openapi(routes.sendTestRoute, async (context) => {
    const event = await sendTest(deps, context.var.identity.tenant, context.req.valid("param").id);
    return context.json({ event }, 202, PRIVATE);
  });
  addDeliveryRoutes(app, deps);
}

function addDeliveryRoutes(app: OpenAPIHono<Identified>, deps: WebhookDeps): void {
  app.openapi(routes.listDeliveriesRoute, async (context) => {
    const { cursor = null, limit, since } = context.req.valid("query");
    const page = { cursor, limit, since: since === undefined ? 0 : Date.parse(since) };
    const found = await listDeliveries(deps, context.var.identity.tenant, context.req.valid("param").id, page);
    return context.json({ deliveries: [...found.deliveries], cursor: found.cursor }, 200, PRIVATE);
  });
  app.openapi(routes.redeliverRoute, async (context) => {
    const { id, event } = context.req.valid("param");
    await redeliver(deps, context.var.identity.tenant, id, event);
    return context.json({ events: [event] }, 202, PRIVATE);
  });
  app.post("/v1/webhooks/:id/redeliver", async (context) => {
    const { since } = await readJson(context.req.raw, z.strictObject({ since: z.iso.datetime() }));
    const { tenant } = context.var.identity;
    const events = await redeliverSince(deps, tenant, context.req.param("id"), Date.parse(since));
    return context.json({ events: [...events] }, 202, PRIVATE);
  });
}
