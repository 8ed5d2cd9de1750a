/** The public REST API: one router behind everything under /v1. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Identity } from "../auth/identity.ts";
import { jobSchema } from "../contracts/job.ts";
import { requireProviders } from "../contracts/model-settings.ts";
import type { Upload } from "../documents/upload.ts";
import { DocatError } from "../errors/docat-error.ts";
import { isTerminal } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { viewJob } from "../jobs/job-view.ts";
import { acceptJob, acceptOnce, newJobId } from "../pipeline/accept.ts";
import { redeliverToSink, requireSinks } from "../pipeline/deliver-sink.ts";
import { cancelJob, deleteJob } from "../pipeline/end-job.ts";
import { withLeader } from "../pipeline/followers.ts";
import { pinGlossary } from "../translate/pin-glossary.ts";
import { acceptedResponse } from "./accepted-response.ts";
import { addAccountRoutes } from "./account.ts";
import { answerHeaders } from "./answer-headers.ts";
import { addApiDocument } from "./api-document.ts";
import { addAuthRoutes } from "./auth.ts";
import { cors } from "./cors.ts";
import { addDeadLetterRoutes } from "./dead-letters.ts";
import { addFollowingRoutes } from "./following.ts";
import { addGlossaryRoutes } from "./glossaries.ts";
import { boundBytes, boundOptions, boundWebhook } from "./granted.ts";
import { type Identified, identify } from "./identify.ts";
import { readJobRequest } from "./job-request.ts";
import { isJson } from "./json-body.ts";
import { addKeyRoutes } from "./keys.ts";
import { closeRoutes } from "./known-routes.ts";
import { addOlderApis, speakOlder } from "./older-apis.ts";
import { findOwnedJob } from "./owned-job.ts";
import { addPageRoutes } from "./pages.ts";
import { waitForEnd, waitSecondsOf } from "./prefer-wait.ts";
import { respondToError } from "./problem-response.ts";
import { readUpload } from "./read-upload.ts";
import { forbidsStoring, idempotencyKeyOf } from "./request-headers.ts";
import { addResultRoutes } from "./results.ts";
import type { Services } from "./services.ts";
import { toldRequests } from "./told-requests.ts";
import { addTusRoutes, speakTus } from "./tus.ts";
import { addUploadTokenRoutes } from "./upload-tokens.ts";
import { addUploadRoutes } from "./uploads.ts";
import { addUserRoutes } from "./users.ts";
import { cancelJobRoute, deleteJobRoute, describeApi, redeliverToSinkRoute } from "./v1-routes.ts";
import { addWebhookRoutes } from "./webhooks.ts";

function createRouter(): OpenAPIHono<Identified> {
  return new OpenAPIHono<Identified>({
    strict: false,
    defaultHook: (parsed) => {
      if (parsed.success) return;
      const [issue] = parsed.error.issues;
      throw new DocatError("options_invalid", {
        detail: issue?.message ?? "Not valid.",
        pointer: issue?.path.join("/") ?? "",
      });
    },
  });
}

/** The document in the body, or what the body names. */
async function readSubmission(services: Services, request: Request, identity: Identity) {
  const { tenant } = identity;
  // What others sent to the same account is not for the bearer of an upload token to find out.
  const shared = !forbidsStoring(request.headers) && identity.grant === undefined;
  if (isJson(request)) {
    const { submission, upload } = await readJobRequest(services, request, identity);
    const enclosures = boundWebhook(submission.enclosures, services.links, identity);
    return { ...submission, enclosures, options: boundOptions(submission.options, identity), shared, upload };
  }
  const sent = await readUpload(request, boundBytes(services.maxUploadBytes, identity));
  const options = boundOptions(sent.options, identity);
  await services.uploads.scan([sent.bytes]);
  return {
    ...sent,
    enclosures: boundWebhook(sent.enclosures, services.links, identity),
    options,
    tenant,
    shared,
    upload: null,
  };
}

/** An upload of which the job has a copy need not keep its bytes. What fails here expires by itself. */
async function letGo({ uploads, log }: Services, upload: Upload | null, jobId: string): Promise<void> {
  if (upload === null || upload.holder !== upload.id) return;
  try {
    await uploads.uploads.handOver(upload, jobId);
  } catch (error) {
    log.error("upload.not_handed_over", error, { job: jobId });
  }
}

/** The answer to a request that made a job; with `Prefer: wait` the job as it stands when it has ended, or when the time is over. */
async function awaited(services: Services, request: Request, accepted: Response, owner: Identity): Promise<Response> {
  const seconds = waitSecondsOf(request.headers);
  if (seconds === 0) return accepted;
  const { pipeline, retention } = services;
  const { id } = jobSchema.pick({ id: true }).parse(await accepted.json());
  const read = async () => withLeader(pipeline, await findOwnedJob(pipeline.jobs, id, owner));
  const job = await waitForEnd(read, seconds);
  const headers = new Headers(accepted.headers);
  headers.set("preference-applied", `wait=${seconds}`);
  headers.set("cache-control", "private, no-store");
  const status = isTerminal(job.record.state) ? 200 : 202;
  return new Response(JSON.stringify(viewJob(job, retention)), { status, headers });
}

/** Under which name the request's answer is given once. An upload token makes its job once, whatever its bearer says. */
function onceNameOf(
  headers: Headers,
  { grant }: Identity,
): { readonly operation: string; readonly key: string } | null {
  if (grant !== undefined) return { operation: "upload token", key: grant.id };
  const key = idempotencyKeyOf(headers);
  return key === null ? null : { operation: "POST /v1/jobs", key };
}

/** The bearer of a token has given no idempotency key, and is not told of one. */
function toldOfToken({ grant }: Identity) {
  return (error: unknown): never => {
    const isReused = error instanceof DocatError && error.code === "idempotency_key_reused";
    throw grant !== undefined && isReused ? new DocatError("upload_token_used") : error;
  };
}

function addJobRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const { pipeline, retention } = services;
  app.post("/v1/jobs", async (context) => {
    const request = context.req.raw;
    const { identity } = context.var;
    const name = onceNameOf(request.headers, identity);
    const { upload, ...sent } = await readSubmission(services, request, identity);
    requireProviders(services.models, sent.options);
    requireSinks(services.sinks, sent.enclosures?.sinks);
    const options = await pinGlossary(services.glossaries, identity.tenant, sent.options);
    const submission = { ...sent, options, asked: sent.options, terms: services.limits.termsOf(identity) };
    const answerOf = (job: JobProgress) => JSON.stringify(viewJob(job, retention));
    const id = identity.job ?? newJobId();
    const made =
      name === null
        ? { answer: answerOf(await acceptJob(pipeline, submission, id)), replayed: false }
        : await acceptOnce(pipeline, submission, { ...name, answerOf }, id).catch(toldOfToken(identity));
    await letGo(services, upload, id);
    return awaited(services, request, acceptedResponse(made.answer, made.replayed), identity);
  });
  app.openapi(cancelJobRoute, async (context) => {
    const { identity } = context.var;
    const { id } = context.req.valid("param");
    await findOwnedJob(pipeline.jobs, id, identity);
    await cancelJob(pipeline, id, identity.tenant);
    const job = await findOwnedJob(pipeline.jobs, id, identity);
    return context.json(viewJob(job, retention), 200, { "Cache-Control": "private, no-store" });
  });
  app.openapi(redeliverToSinkRoute, async (context) => {
    const { identity } = context.var;
    const { id, name } = context.req.valid("param");
    const { record } = await findOwnedJob(pipeline.jobs, id, identity);
    await redeliverToSink(services.sinks, record, name);
    const job = await findOwnedJob(pipeline.jobs, id, identity);
    return context.json(viewJob(job, retention), 202, { "Cache-Control": "private, no-store" });
  });
  app.openapi(deleteJobRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { identity } = context.var;
    const { deletedAt } = await deleteJob(pipeline, id, identity.tenant);
    return context.json({ id, deleted: true as const, deleted_at: new Date(deletedAt).toISOString() }, 200);
  });
}

/** Answers every request under /v1; errors are problem documents, also for unknown addresses and methods. */
export function createV1(services: Services): OpenAPIHono<Identified> {
  const app = createRouter();
  app.use("*", toldRequests(services, "v1"), answerHeaders, cors(services.origins));
  app.use("/v1/tus/*", speakTus);
  speakOlder(app);
  app.use("*", identify(services));
  addFollowingRoutes(app, services);
  addJobRoutes(app, services);
  addPageRoutes(app, services);
  addResultRoutes(app, services);
  addUploadRoutes(app, services);
  addTusRoutes(app, services);
  addKeyRoutes(app, services.keys);
  addUploadTokenRoutes(app, services.keys);
  addGlossaryRoutes(app, services.glossaries);
  addWebhookRoutes(app, services.webhooks);
  addAccountRoutes(app, services);
  addDeadLetterRoutes(app, services);
  addAuthRoutes(app, services);
  addUserRoutes(app, services);
  addOlderApis(app, services);
  describeApi(app.openAPIRegistry);
  addApiDocument(app);
  closeRoutes(app);
  app.onError((error) => respondToError(error, services.log));
  return app;
}
