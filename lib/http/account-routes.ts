/** The routes of an account's records, and of its end, as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { auditEventSchema } from "../contracts/audit-event.ts";
import { logPageQuerySchema, logPageSchema, logQuerySchema } from "../contracts/processing-log.ts";
import { usageQuerySchema, usageReportSchema } from "../contracts/usage.ts";
import { MAX_USAGE_DAYS } from "../limits/quotas.ts";
import { problem, refused, security } from "./described-answers.ts";

/** The second step of an erasure: it names the account. */
export const CONFIRM_HEADER = "Confirm-Account";

export const auditPageSchema = z.object({
  events: z.array(auditEventSchema),
  next_cursor: z.string().nullable(),
});

export const erasureSchema = z.object({
  /** What was forgotten by this request, counted by kind. */
  erased: z.record(z.string(), z.int().nonnegative()),
  /** False when there is more: the same request goes on. */
  complete: z.boolean(),
});

const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { "application/json": { schema } },
});
const malformed = problem("A date, a cursor or a limit is not valid.");

export const usageRoute = createRoute({
  method: "get",
  path: "/v1/usage",
  summary: "What the account used",
  description: `Pages, jobs, bytes and cache hits by day and by credential, of the last 30 days or of up to ${MAX_USAGE_DAYS} that are named.`,
  security,
  request: { query: usageQuerySchema },
  responses: { 200: answer("The days on which there was something.", usageReportSchema), 400: malformed, ...refused },
});

export const logsRoute = createRoute({
  method: "get",
  path: "/v1/logs",
  summary: "The account's processing log",
  description:
    "An entry for each job that has ended, for two years unless the deployment says otherwise. Never text of documents.",
  security,
  request: { query: logQuerySchema },
  responses: { 200: answer("One page, the newest first.", logPageSchema), 400: malformed, ...refused },
});

export const auditRoute = createRoute({
  method: "get",
  path: "/v1/audit",
  summary: "The account's security log",
  description:
    "Logins, changes of keys, refused uploads, what was found in documents. No secret, no text of documents, no full address.",
  security,
  request: { query: logPageQuerySchema },
  responses: { 200: answer("One page, the newest first.", auditPageSchema), 400: malformed, ...refused },
});

export const deleteAccountRoute = createRoute({
  method: "delete",
  path: "/v1/account",
  summary: "Erase the account",
  description: [
    "Ends and deletes its jobs, and erases its uploads, results, logs, usage, users and keys. Without the confirmation the answer is 409 and says what to send.",
    "An account with many jobs takes several requests: the same one goes on until `complete` is true.",
  ].join(" "),
  security,
  request: {
    headers: z.object({
      [CONFIRM_HEADER]: z
        .string()
        .optional()
        .openapi({ description: "The account's name, percent-encoded.", example: "acme" }),
    }),
  },
  responses: {
    200: answer("What was erased.", erasureSchema),
    409: problem("It was not confirmed. `confirmation_required`"),
    ...refused,
  },
});
