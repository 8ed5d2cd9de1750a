/** The REST API's routes as OpenAPI describes them. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { deletionSchema } from "../contracts/deletion.ts";
import { jobSchema } from "../contracts/job.ts";
import { submittedOptionsSchema } from "../contracts/submitted-options.ts";
import { MAX_WAIT_SECONDS } from "../limits/direct.ts";
import { MAX_IDEMPOTENCY_KEY_CHARS } from "../limits/limits.ts";
import { DESCRIBED_AUTH_ROUTES } from "./auth-routes.ts";
import { problem, refused, security } from "./described-answers.ts";
import { extractRoute, preflightRoute } from "./direct-routes.ts";
import { changeGlossaryRoute, importTermsRoute, makeGlossaryRoute } from "./glossary-routes.ts";
import { PASSWORD_HEADER } from "./job-options.ts";
import { jobRequestSchema } from "./job-request.ts";
import { changeKeyRoute, issueKeyRoute, rotateKeyRoute } from "./key-routes.ts";
import { extractAsyncRoute, processAsyncRoute } from "./older-routes.ts";
import { beginUploadRoute, headFileRoute, putPartRoute } from "./upload-routes.ts";
import { issueUploadTokenRoute } from "./upload-tokens.ts";
import { addEndpointRoute, changeEndpointRoute, redeliverSinceRoute } from "./webhook-routes.ts";

const job = (description: string) => ({ description, content: { "application/json": { schema: jobSchema } } });
const params = z.object({ id: z.string() });

const pdf = z.string().openapi({ type: "string", format: "binary" });

const uploadHeaders = z.object({
  "Idempotency-Key": z
    .string()
    .optional()
    .openapi({
      description: `1 to ${MAX_IDEMPOTENCY_KEY_CHARS} visible ASCII characters, in quotes or without. A repeated request is answered as the first one was.`,
    }),
  [PASSWORD_HEADER]: z.string().optional().openapi({
    description:
      "Opens the encrypted document in the body; percent-encoded UTF-8. In multipart and JSON it is an option.",
  }),
  Prefer: z
    .string()
    .optional()
    .openapi({
      description: `\`wait=N\`: the answer comes when the job has ended, or after N seconds, at most ${MAX_WAIT_SECONDS}.`,
      example: "wait=20",
    }),
  "Cache-Control": z
    .string()
    .optional()
    .openapi({ description: "`no-store`: the document is read anew, and its result is given to no other job." }),
});

/** For the description only: the router would read the whole body for it, where ours is read with a hard limit. */
export const createJobRoute = createRoute({
  method: "post",
  path: "/v1/jobs",
  summary: "Make a job of a PDF",
  description: [
    "Multipart with the options as JSON, or the bare PDF with one query parameter for each option; or JSON with the id of a complete upload, or with a",
    "link, which is fetched once the job is planned.",
    "A document that the same owner sent before with options that ask for the same is not read again for a while: the job",
    "has succeeded in this answer (`cached`), or ends with the one that is at work.",
  ].join(" "),
  security,
  request: {
    query: submittedOptionsSchema.omit({ password: true, webhook: true }),
    headers: uploadHeaders,
    body: {
      required: true,
      content: {
        "multipart/form-data": { schema: z.object({ file: pdf, options: z.string().optional() }) },
        "application/pdf": { schema: pdf },
        "application/json": { schema: jobRequestSchema },
      },
    },
  },
  responses: {
    200: {
      ...job("The job has ended, for a request that would wait for that."),
      headers: z.object({ Location: z.string(), "Preference-Applied": z.string() }),
    },
    202: {
      ...job(
        "The job, queued or ended already; `Location` is its address. Or the answer to the first request with this key.",
      ),
      headers: z.object({
        Location: z.string(),
        "Idempotency-Replayed": z
          .literal("true")
          .optional()
          .openapi({ description: "The request was answered before." }),
      }),
    },
    400: problem("The request, its options or its `Idempotency-Key` are malformed."),
    404: problem("There is no such upload: `upload_unknown`; or no such glossary: `glossary_unknown`."),
    409: problem(
      "The upload is not complete; or a request with the same `Idempotency-Key` is being answered; see `Retry-After`: `request_in_progress`; or the upload token has been used for another upload: `upload_token_used`.",
    ),
    413: problem("The file is over the size limit."),
    415: problem("Neither multipart/form-data, application/pdf nor application/json."),
    422: problem(
      "The file is empty or no PDF; the link is refused: `url_refused`; nobody is configured who translates or embeds: `provider_not_configured`; nor such a sink: `sink_not_configured`; the glossary is for other languages: `glossary_invalid`; or the `Idempotency-Key` came with another request: `idempotency_key_reused`.",
    ),
    ...refused,
  },
});

export const cancelJobRoute = createRoute({
  method: "post",
  path: "/v1/jobs/{id}/cancel",
  summary: "Cancel a job",
  description: "Once this is answered no result of the job appears. Cancelling a cancelled job changes nothing.",
  security,
  request: { params },
  responses: {
    200: job("The job is cancelled."),
    404: problem("There is no such job."),
    409: problem("The job has succeeded or failed already."),
    ...refused,
  },
});

export const redeliverToSinkRoute = createRoute({
  method: "post",
  path: "/v1/jobs/{id}/sinks/{name}/redeliver",
  summary: "Deliver a result to a sink once more",
  description: "Whatever came of it before; all attempts are made anew. What the sink has already it has once.",
  security,
  request: { params: z.object({ id: z.string(), name: z.string() }) },
  responses: {
    202: job("The delivery is owed."),
    404: problem("There is no such job: `job_unknown`; or it is delivered to no such sink: `sink_unknown`."),
    409: problem("The job has no result to deliver."),
    422: problem("Nor will it have one, for what its document is: the code is the job's own."),
    ...refused,
  },
});

export const deleteJobRoute = createRoute({
  method: "delete",
  path: "/v1/jobs/{id}",
  summary: "Delete a job with its document and its result",
  description: [
    "A job at work is cancelled by it. Nothing is kept but that it was deleted; a result that other jobs of the same owner",
    "share stays for them, and goes with the last of them. Asked again, the answer is the same receipt, for an hour.",
  ].join(" "),
  security,
  request: { params },
  responses: {
    200: { description: "The receipt.", content: { "application/json": { schema: deletionSchema } } },
    404: problem("There is no such job."),
    ...refused,
  },
});

/** Adds what the routes do not say themselves: how to upload, and how to present a key. */
export function describeApi(registry: OpenAPIHono["openAPIRegistry"]): void {
  for (const route of [createJobRoute, extractRoute, preflightRoute]) registry.registerPath(route);
  for (const route of [beginUploadRoute, putPartRoute, headFileRoute]) registry.registerPath(route);
  registry.registerPath(issueUploadTokenRoute);
  for (const route of [issueKeyRoute, changeKeyRoute, rotateKeyRoute]) registry.registerPath(route);
  for (const route of [makeGlossaryRoute, changeGlossaryRoute, importTermsRoute]) registry.registerPath(route);
  for (const route of [addEndpointRoute, changeEndpointRoute, redeliverSinceRoute]) registry.registerPath(route);
  for (const route of [processAsyncRoute, extractAsyncRoute]) registry.registerPath(route);
  for (const route of DESCRIBED_AUTH_ROUTES) registry.registerPath(route);
  registry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  registry.registerComponent("securitySchemes", "apiKey", { type: "apiKey", in: "header", name: "X-API-Key" });
}
