/** The routes of API keys as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { issuedKeySchema, keyListSchema, keySchema, newKeySchema, rotationSchema } from "../auth/key-view.ts";
import { MAX_KEYS } from "../limits/key-limits.ts";
import { problem, refused, security } from "./described-answers.ts";

const params = z.object({ id: z.string().openapi({ example: "key_2aUyqjCzEIiEcYMKj7TZtw" }) });
const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { "application/json": { schema } },
});
const body = <T extends z.ZodType>(schema: T, required = true) => ({
  body: { required, content: { "application/json": { schema } } },
});
const malformed = problem("The body is malformed, or names an unknown scope.");
const unknown = problem("The account has no such key. `key_unknown`");
const ended = problem("It has been revoked: `key_revoked`; or the account has all that it may have: `too_many_keys`.");

export const listKeysRoute = createRoute({
  method: "get",
  path: "/v1/keys",
  summary: "The account's API keys",
  description: "Those that ended within the last day among them. No secret is told again.",
  security,
  responses: { 200: answer("The keys, the newest first.", keyListSchema), ...refused },
});

export const issueKeyRoute = createRoute({
  method: "post",
  path: "/v1/keys",
  summary: "Issue an API key",
  description: [
    "The answer is the only one in which the key stands. Without `scopes` it may make and read jobs. It can have no scope that whoever issues it",
    `has not, and is bound by what binds that one. An account has at most ${MAX_KEYS}.`,
  ].join(" "),
  security,
  request: body(newKeySchema),
  responses: {
    201: { ...answer("The key.", issuedKeySchema), headers: z.object({ Location: z.string() }) },
    400: malformed,
    409: problem("The account has as many keys as it may have. `too_many_keys`"),
    415: problem("The body is not JSON."),
    ...refused,
  },
});

export const getKeyRoute = createRoute({
  method: "get",
  path: "/v1/keys/{id}",
  summary: "An API key",
  security,
  request: { params },
  responses: { 200: answer("The key without its secret.", keySchema), 404: unknown, ...refused },
});

export const changeKeyRoute = createRoute({
  method: "patch",
  path: "/v1/keys/{id}",
  summary: "Change an API key",
  description: "What is not named stays as it is.",
  security,
  request: { params, ...body(newKeySchema) },
  responses: {
    200: answer("The key as it is now.", keySchema),
    400: malformed,
    404: unknown,
    409: ended,
    415: problem("The body is not JSON."),
    ...refused,
  },
});

export const revokeKeyRoute = createRoute({
  method: "delete",
  path: "/v1/keys/{id}",
  summary: "Revoke an API key",
  description: "It lets nobody in once this is answered. Revoking a revoked key changes nothing.",
  security,
  request: { params },
  responses: { 204: { description: "It is revoked." }, 404: unknown, ...refused },
});

export const rotateKeyRoute = createRoute({
  method: "post",
  path: "/v1/keys/{id}/rotate",
  summary: "Give an API key a new secret",
  description: "The one before lives on for `overlap_seconds`, a day without it; the one before that ends now.",
  security,
  request: { params, ...body(rotationSchema, false) },
  responses: {
    200: answer("The key with its new secret.", issuedKeySchema),
    400: malformed,
    404: unknown,
    409: ended,
    415: problem("The body is not JSON."),
    ...refused,
  },
});
