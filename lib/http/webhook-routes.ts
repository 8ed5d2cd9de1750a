/** The routes of webhooks as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  endpointChangesSchema,
  endpointSchema,
  endpointWithSecretSchema,
  newEndpointSchema,
} from "../contracts/webhook.ts";
import { deliverySchema } from "../contracts/webhook-delivery.ts";
import { MAX_ENDPOINTS, MAX_REDELIVERIES } from "../limits/webhooks.ts";
import { problem, refused, security } from "./described-answers.ts";

const ID = "whe_3f0c9a1d5b7e42c8a6d0f1e2b3c4d5e6";
const EVENT = "evt_9b2d6c4e8f1a43b7a0c5d4e3f2a1b0c9";

const params = z.object({ id: z.string().openapi({ example: ID }) });
const EITHER = "The endpoint, or a job by its id: then its own webhook.";
const eventParams = params.extend({ event: z.string().openapi({ example: EVENT }) });
const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { "application/json": { schema } },
});
const body = <T extends z.ZodType>(schema: T) => ({
  body: { required: true, content: { "application/json": { schema } } },
});
const malformed = problem("The body is malformed.");
const unknown = problem("The account has no such endpoint. `endpoint_unknown`");
const noJson = problem("The body is not JSON.");
const badUrl = problem("The address is not one that is sent to. `url_refused`");

export const listEndpointsRoute = createRoute({
  method: "get",
  path: "/v1/webhooks",
  summary: "The account's webhook endpoints",
  security,
  responses: { 200: answer("The endpoints.", z.object({ webhooks: z.array(endpointSchema) })), ...refused },
});

export const addEndpointRoute = createRoute({
  method: "post",
  path: "/v1/webhooks",
  summary: "Add a webhook endpoint",
  description: `The answer is the only one in which the secret stands. An account has at most ${MAX_ENDPOINTS}.`,
  security,
  request: body(newEndpointSchema),
  responses: {
    201: {
      ...answer("The endpoint with its secret.", endpointWithSecretSchema),
      headers: z.object({ Location: z.string() }),
    },
    400: malformed,
    409: problem("The account has as many as it may have. `too_many_endpoints`"),
    413: problem("The body is too large."),
    415: noJson,
    422: badUrl,
    ...refused,
  },
});

export const getEndpointRoute = createRoute({
  method: "get",
  path: "/v1/webhooks/{id}",
  summary: "A webhook endpoint",
  security,
  request: { params },
  responses: { 200: answer("The endpoint without its secret.", endpointSchema), 404: unknown, ...refused },
});

export const changeEndpointRoute = createRoute({
  method: "patch",
  path: "/v1/webhooks/{id}",
  summary: "Change a webhook endpoint",
  description: "What is not named stays as it is. Enabling one forgets that it failed.",
  security,
  request: { params, ...body(endpointChangesSchema) },
  responses: {
    200: answer("The endpoint as it is now.", endpointSchema),
    400: malformed,
    404: unknown,
    413: problem("The body is too large."),
    415: noJson,
    422: badUrl,
    ...refused,
  },
});

export const removeEndpointRoute = createRoute({
  method: "delete",
  path: "/v1/webhooks/{id}",
  summary: "Remove a webhook endpoint",
  description: "What it is still owed is not sent any more.",
  security,
  request: { params },
  responses: { 204: { description: "It is gone." }, 404: unknown, ...refused },
});

export const rotateSecretRoute = createRoute({
  method: "post",
  path: "/v1/webhooks/{id}/rotate-secret",
  summary: "Give an endpoint a new secret",
  description: "For a day every delivery is signed with both, so that the receiver can change over.",
  security,
  request: { params },
  responses: { 200: answer("The endpoint with its new secret.", endpointWithSecretSchema), 404: unknown, ...refused },
});

export const sendTestRoute = createRoute({
  method: "post",
  path: "/v1/webhooks/{id}/test",
  summary: "Send a test event",
  security,
  request: { params },
  responses: {
    202: answer("It is on its way; the log of deliveries shows what comes of it.", z.object({ event: z.string() })),
    404: unknown,
    409: problem("The endpoint is disabled. `endpoint_disabled`"),
    ...refused,
  },
});

export const listDeliveriesRoute = createRoute({
  method: "get",
  path: "/v1/webhooks/{id}/deliveries",
  summary: "What an endpoint was sent, and what it answered",
  description: EITHER,
  security,
  request: {
    params,
    query: z.object({
      cursor: z.string().max(24).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      since: z.iso.datetime().optional().openapi({ example: "2026-01-31T00:00:00Z" }),
    }),
  },
  responses: {
    200: answer("The newest first.", z.object({ deliveries: z.array(deliverySchema), cursor: z.string().nullable() })),
    400: problem("A query parameter is malformed."),
    404: unknown,
    ...refused,
  },
});

export const redeliverRoute = createRoute({
  method: "post",
  path: "/v1/webhooks/{id}/deliveries/{event}/redeliver",
  summary: "Deliver an event once more",
  description: `With the same id and body, whatever came of it before. ${EITHER}`,
  security,
  request: { params: eventParams },
  responses: {
    202: answer("It is on its way.", z.object({ events: z.array(z.string()) })),
    404: problem("There is no such endpoint, or nothing is known of the event: `delivery_unknown`."),
    409: problem("The endpoint is disabled. `endpoint_disabled`"),
    ...refused,
  },
});

export const redeliverSinceRoute = createRoute({
  method: "post",
  path: "/v1/webhooks/{id}/redeliver",
  summary: "Deliver all once more that failed since a time",
  description: `The newest first, ${MAX_REDELIVERIES} at most in one call.`,
  security,
  request: { params, ...body(z.strictObject({ since: z.iso.datetime() })) },
  responses: {
    202: answer("These are on their way.", z.object({ events: z.array(z.string()) })),
    400: malformed,
    404: unknown,
    409: problem("The endpoint is disabled. `endpoint_disabled`"),
    413: problem("The body is too large."),
    415: noJson,
    ...refused,
  },
});
