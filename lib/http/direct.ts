/** What is answered about a document in the same request: its result, or what it is like. A function of its own, since it opens documents. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { DocatError } from "../errors/docat-error.ts";
import { chunkingOf } from "../pipeline/chunking.ts";
import { preflightDocument } from "../pipeline/preflight.ts";
import { readDirectly } from "../pipeline/read-directly.ts";
import { answerFormat, FORMAT_PARAMETER } from "./answer-format.ts";
import { answerHeaders } from "./answer-headers.ts";
import { cors } from "./cors.ts";
import { extractRoute, preflightRoute } from "./direct-routes.ts";
import { boundOptions } from "./granted.ts";
import { type Identified, identify } from "./identify.ts";
import { closeRoutes } from "./known-routes.ts";
import { respondToError } from "./problem-response.ts";
import { readUpload } from "./read-upload.ts";
import { refuseAdditions } from "./refuse-additions.ts";
import { VIEW_PARAMETERS, viewOf, viewQuerySchema } from "./result-query.ts";
import { resultResponse } from "./result-response.ts";
import type { ReadingServices } from "./services.ts";
import { toldRequests } from "./told-requests.ts";

/** How the result is to be shown. The router would read the body for it. Throws `options_invalid`. */
function readView(request: Request) {
  const parsed = viewQuerySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DocatError("options_invalid", {
    detail: issue?.message ?? "Not valid.",
    pointer: issue?.path.join("/") ?? "",
  });
}

/** Answers `POST /v1/extract` and `POST /v1/preflight`; errors are problem documents. */
export function createDirect(services: ReadingServices): OpenAPIHono<Identified> {
  const { pipeline, direct, log } = services;
  const app = new OpenAPIHono<Identified>({ strict: false });
  app.use("*", toldRequests(services, "extract"), answerHeaders, cors(services.origins), identify(services));
  app.post(extractRoute.path, async (context) => {
    const request = context.req.raw;
    const format = answerFormat(request);
    const asked = readView(request);
    const sent = await readUpload(request, direct.maxBytes, [FORMAT_PARAMETER, ...VIEW_PARAMETERS]);
    refuseAdditions(sent.options, sent.enclosures);
    const options = boundOptions(sent.options, context.var.identity);
    const { identity } = context.var;
    const charge = (pages: number) =>
      services.records.book.charge(identity.tenant, services.limits.termsOf(identity), pages);
    const result = await readDirectly(pipeline, direct, { ...sent, options }, charge);
    const { include, exclude, normalise } = asked;
    const chunking = chunkingOf(options, {}, { include, exclude, normalise }, services.chunks);
    const answer = { format, view: viewOf(asked), chunking, download: asked.download === "1" };
    return resultResponse(result, answer, (error) => log.error("extract.broke_off", error));
  });
  app.post(preflightRoute.path, async (context) => {
    const upload = await readUpload(context.req.raw, services.maxUploadBytes);
    return context.json(await preflightDocument(pipeline, upload), 200, { "Cache-Control": "private, no-store" });
  });
  closeRoutes(app);
  app.onError((error) => respondToError(error, log));
  return app;
}
