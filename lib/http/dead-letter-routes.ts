/** The operator's routes to dead letters as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { deadLetterPageSchema, deadLetterQuerySchema, deadLetterSchema } from "../contracts/dead-letter.ts";
import { problem, refused, security } from "./described-answers.ts";

const params = z.object({ id: z.string() });
const unknown = problem("There is no such dead letter.");

export const listDeadLettersRoute = createRoute({
  method: "get",
  path: "/v1/dead-letters",
  summary: "What the broker gave up on (operator)",
  description: "Each letter with its job as it stands now. Never bodies, headers or text of documents.",
  security,
  request: { query: deadLetterQuerySchema },
  responses: {
    200: {
      description: "One page, the oldest first.",
      content: { "application/json": { schema: deadLetterPageSchema } },
    },
    400: problem("The cursor or the limit is not valid."),
    ...refused,
  },
});

export const retryDeadLetterRoute = createRoute({
  method: "post",
  path: "/v1/dead-letters/{id}/retry",
  summary: "Hand a message to the broker again (operator)",
  security,
  request: { params },
  responses: {
    202: {
      description: "It is on its way as a new message; the letter is gone.",
      content: { "application/json": { schema: deadLetterSchema } },
    },
    404: unknown,
    409: problem("Its job has ended or is gone: the message would change nothing."),
    ...refused,
  },
});

export const discardDeadLetterRoute = createRoute({
  method: "delete",
  path: "/v1/dead-letters/{id}",
  summary: "Throw a dead letter away (operator)",
  description: "Its job is not touched.",
  security,
  request: { params },
  responses: { 204: { description: "It is gone." }, 404: unknown, ...refused },
});
