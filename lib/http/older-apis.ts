/** The APIs of two older services, so that a frontend that was written for either works unchanged. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { EngineChoice } from "../contracts/engine-choice.ts";
import type { Enclosures } from "../contracts/submitted-options.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { acceptJob, newJobId } from "../pipeline/accept.ts";
import { type OpenResult, openResult } from "../pipeline/read-result.ts";
import { currentJob } from "./current-job.ts";
import { boundOptions } from "./granted.ts";
import type { Identified } from "./identify.ts";
import { errorsAs, withContent } from "./older-answers.ts";
import { engineOf, failureOf, logLineOf, olderJobStatusOf, senderOf, taskStatusOf, taskTimesOf } from "./older-api.ts";
import { type OlderForm, readOlderForm } from "./older-form.ts";
import { extractAsyncRoute, olderJobRoute, processAsyncRoute, taskLogsRoute, taskStatusRoute } from "./older-routes.ts";
import type { Services } from "./services.ts";

type App = OpenAPIHono<Identified>;

const PRIVATE = { "Cache-Control": "private, no-store" };

/** Registered before callers are identified: refusals are told in the older words, too. */
export function speakOlder(app: App): void {
  app.use("/api/v1/pdf/*", errorsAs("detail"));
  for (const path of ["/extract/async", "/job/*"]) app.use(path, errorsAs("error"));
}

interface Wanted {
  readonly engine: EngineChoice;
  readonly enclosures: Enclosures;
}

async function accept(
  services: Services,
  { var: { identity } }: Context<Identified>,
  { bytes, name }: OlderForm,
  { engine, enclosures }: Wanted,
): Promise<JobProgress> {
  await services.uploads.scan([bytes]);
  const options = boundOptions(engine === "auto" ? {} : { engine }, identity);
  const terms = services.limits.termsOf(identity);
  return acceptJob(services.pipeline, { bytes, name, options, enclosures, terms, tenant: identity.tenant }, newJobId());
}

/** The result of a job that has succeeded; or why it cannot be had any more. */
async function resultOf({ pipeline }: Services, { record }: JobProgress): Promise<OpenResult | string> {
  try {
    return await openResult(pipeline.results, record);
  } catch (error) {
    if (error instanceof DocatError && error.code === "result_expired") return error.message;
    throw error;
  }
}

/** Null where there is none that this caller may see. */
async function find(services: Services, { var: { identity } }: Context<Identified>, id: string) {
  return currentJob(services, id, identity).catch((error: unknown) => {
    if (error instanceof DocatError && error.code === "job_unknown") return null;
    throw error;
  });
}

function addTasks(app: App, services: Services): void {
  const broke = (job: string) => (error: unknown) => services.log.error("result.broke_off", error, { job });
  app.post(processAsyncRoute.path, async (context) => {
    const form = await readOlderForm(context.req.raw, services.maxUploadBytes);
    const { engine, note } = engineOf(form.field("engine"));
    const job = await accept(services, context, form, { engine, enclosures: {} });
    const { id, state } = job.record;
    const result = state === "succeeded" ? await resultOf(services, job) : "";
    if (typeof result !== "string") return withContent({ cached: true }, result, {}, broke(id));
    return context.json(
      { task_id: id, status: "PENDING" as const, message: `The task is accepted.${note}` },
      200,
      PRIVATE,
    );
  });
  app.openapi(taskStatusRoute, async (context) => {
    const { task_id } = context.req.valid("param");
    const job = await find(services, context, task_id);
    if (job === null) {
      const times = { created_at: null, started_at: null, completed_at: null };
      const error = "There is no such task, or it has expired.";
      return context.json({ task_id, status: "NOT_FOUND" as const, result: null, ...times, error }, 200, PRIVATE);
    }
    const { record } = job;
    const times = taskTimesOf(record);
    const result = record.state === "succeeded" ? await resultOf(services, job) : failureOf(record);
    const status = taskStatusOf(record.state);
    if (result !== null && typeof result !== "string") {
      // Streamed, and so not by the helper that knows the schema.
      return withContent({ task_id, status }, result, { ...times, error: null }, broke(record.id)) as never;
    }
    const told = result !== null && status === "SUCCESS" ? ("FAILURE" as const) : status;
    return context.json({ task_id, status: told, result: null, ...times, error: result }, 200, PRIVATE);
  });
  app.openapi(taskLogsRoute, async (context) => {
    const { limit } = context.req.valid("query");
    const { entries } = await services.records.book.log(context.var.identity.tenant, { limit });
    return context.json({ logs: entries.map(logLineOf) }, 200, PRIVATE);
  });
}

function addJobs(app: App, services: Services): void {
  app.post(extractAsyncRoute.path, async (context) => {
    const form = await readOlderForm(context.req.raw, services.maxUploadBytes);
    const names = ["user_id", "upload_device", "send_to_nhost"];
    const fields = Object.fromEntries(names.map((name) => [name, form.field(name)]));
    const { sender, sinks, notes } = senderOf(fields, services.sinks.sinks);
    const enclosures = { ...sender, ...(sinks.length === 0 ? {} : { sinks: [...sinks] }) };
    const { record } = await accept(services, context, form, { engine: "auto", enclosures });
    const note = notes.length === 0 ? {} : { note: notes.join(" ") };
    return context.json({ job_id: record.id, status: olderJobStatusOf(record), ...note }, 200, PRIVATE);
  });
  app.openapi(olderJobRoute, async (context) => {
    const job = await find(services, context, context.req.valid("param").id);
    if (job === null) return context.json({ error: "Job not found" }, 404, PRIVATE);
    const { record } = job;
    const status = olderJobStatusOf(record);
    if (status === "processing") return context.json({ status, result: null, error: null }, 200, PRIVATE);
    const result = record.state === "succeeded" ? await resultOf(services, job) : failureOf(record);
    if (result !== null && typeof result !== "string") {
      const broke = (error: unknown) => services.log.error("result.broke_off", error, { job: record.id });
      return withContent({ status }, result, { error: null }, broke) as never;
    }
    const told = result !== null && status === "completed" ? ("failed" as const) : status;
    return context.json({ status: told, result: null, error: result }, 200, PRIVATE);
  });
}

export function addOlderApis(app: App, services: Services): void {
  addTasks(app, services);
  addJobs(app, services);
}
