/** The operator's routes to what the broker gave up on. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { discardDeadLetter, listDeadLetters, retryDeadLetter } from "../pipeline/dead-letters.ts";
import { discardDeadLetterRoute, listDeadLettersRoute, retryDeadLetterRoute } from "./dead-letter-routes.ts";
import type { Identified } from "./identify.ts";
import type { Services } from "./services.ts";

export function addDeadLetterRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const deps = { deadLetters: services.deadLetters, jobs: services.pipeline.jobs };
  app.openapi(listDeadLettersRoute, async (context) => {
    const page = await listDeadLetters(deps, context.req.valid("query"));
    return context.json(page, 200, { "Cache-Control": "no-store" });
  });
  app.openapi(retryDeadLetterRoute, async (context) => {
    const letter = await retryDeadLetter(deps, context.req.valid("param").id);
    services.log.info("dead_letter.retried", { letter: letter.id, job: letter.job_id, key: context.var.identity.id });
    return context.json(letter, 202);
  });
  app.openapi(discardDeadLetterRoute, async (context) => {
    const { id } = context.req.valid("param");
    await discardDeadLetter(deps, id);
    services.log.info("dead_letter.discarded", { letter: id, key: context.var.identity.id });
    return context.body(null, 204);
  });
}
