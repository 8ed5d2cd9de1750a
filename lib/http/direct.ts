/** What is answered about a document in the same request: its result, or what it is like. A function of its own, since it opens documents. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { preflightDocument } from "../pipeline/preflight.ts";
import { readDirectly } from "../pipeline/read-directly.ts";
import { answerFormat, FORMAT_PARAMETER } from "./answer-format.ts";
import { extractRoute, preflightRoute } from "./direct-routes.ts";
import { type Identified, identify } from "./identify.ts";
import { closeRoutes } from "./known-routes.ts";
import { respondToError } from "./problem-response.ts";
import { readUpload } from "./read-upload.ts";
import { refuseAdditions } from "./refuse-additions.ts";
import { resultResponse } from "./result-response.ts";
import type { ReadingServices } from "./services.ts";

/** Answers `POST /v1/extract` and `POST /v1/preflight`; errors are problem documents. */
export function createDirect(services: ReadingServices): OpenAPIHono<Identified> {
  const { pipeline, direct, log } = services;
  const app = new OpenAPIHono<Identified>({ strict: false });
  app.use("/v1/*", identify(services));
  app.post(extractRoute.path, async (context) => {
    const request = context.req.raw;
    const format = answerFormat(request);
    const upload = await readUpload(request, direct.maxBytes, [FORMAT_PARAMETER]);
    refuseAdditions(upload.options);
    const { frame, pages } = await readDirectly(pipeline, direct, upload);
    return resultResponse(frame, pages, format, (error) => log.error("extract.broke_off", error));
  });
  app.post(preflightRoute.path, async (context) => {
    const upload = await readUpload(context.req.raw, services.maxUploadBytes);
    return context.json(await preflightDocument(pipeline, upload), 200, { "Cache-Control": "private, no-store" });
  });
  closeRoutes(app);
  app.onError((error) => respondToError(error, log));
  return app;
}
