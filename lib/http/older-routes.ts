/** The routes of the older APIs, as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { DEFAULT_LOG_PAGE, MAX_LOG_PAGE } from "../limits/quotas.ts";
import { security } from "./described-answers.ts";
import { OLDER_JOB_STATUSES, TASK_STATUSES } from "./older-api.ts";

/** Their chapter in the reference. */
export const OLDER_TAG = "Older APIs";
const tags = [OLDER_TAG];

const answer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { "application/json": { schema } },
});

export const detailSchema = z.object({ detail: z.string() });
export const errorSchema = z.object({ error: z.string() });

const SENTENCES: Readonly<Record<number, string>> = {
  400: "The request is malformed.",
  401: "No key or token, or one that is not valid.",
  403: "The credential lacks the scope, or may not be presented from this origin.",
  409: "It cannot be done now.",
  410: "It has expired.",
  413: "The file is over the size limit.",
  415: "It is not multipart/form-data.",
  422: "The file is empty or no PDF.",
  429: "Too many requests, or too many jobs at once.",
  500: "A fault of ours.",
  503: "The store or the queue does not answer; see Retry-After.",
};

function refusals<T extends z.ZodType>(schema: T, statuses: readonly number[]) {
  return Object.fromEntries(
    [...statuses, 401, 403, 429, 500, 503].map((status) => [status, answer(SENTENCES[status] ?? "", schema)]),
  );
}
const UPLOADING = [400, 409, 410, 413, 415, 422] as const;

const contentSchema = z.object({ content: z.string().openapi({ description: "The document as Markdown." }) });
const file = z.string().openapi({ type: "string", format: "binary" });

export const processAsyncRoute = createRoute({
  method: "post",
  path: "/api/v1/pdf/process-async",
  tags,
  summary: "Make a task of a PDF",
  security,
  request: {
    body: {
      required: true,
      content: { "multipart/form-data": { schema: z.object({ file, engine: z.string().optional() }) } },
    },
  },
  responses: {
    200: answer(
      "The task; or the result at once, where the same document was read before.",
      z.union([
        z.object({ task_id: z.string(), status: z.literal("PENDING"), message: z.string() }),
        z.object({ cached: z.literal(true), result: contentSchema }),
      ]),
    ),
    ...refusals(detailSchema, UPLOADING),
  },
});

export const taskStatusRoute = createRoute({
  method: "get",
  path: "/api/v1/pdf/status/{task_id}",
  tags,
  summary: "How a task stands, with its result",
  security,
  request: { params: z.object({ task_id: z.string() }) },
  responses: {
    200: answer(
      "The task. One that is not there has the status NOT_FOUND.",
      z.object({
        task_id: z.string(),
        status: z.enum(TASK_STATUSES),
        result: contentSchema.nullable(),
        created_at: z.iso.datetime().nullable(),
        started_at: z.iso.datetime().nullable(),
        completed_at: z.iso.datetime().nullable(),
        error: z.string().nullable(),
      }),
    ),
    ...refusals(detailSchema, []),
  },
});

export const taskLogsRoute = createRoute({
  method: "get",
  path: "/api/v1/pdf/logs",
  tags,
  summary: "What became of the tasks that have ended",
  security,
  request: {
    query: z.object({ limit: z.coerce.number().int().min(1).max(MAX_LOG_PAGE).default(DEFAULT_LOG_PAGE) }),
  },
  responses: {
    200: answer(
      "The newest first.",
      z.object({
        logs: z.array(
          z.object({
            task_id: z.string(),
            status: z.enum(TASK_STATUSES),
            file_name: z.string().nullable(),
            engine: z.string().nullable(),
            pages: z.int().nullable(),
            cached: z.boolean(),
            created_at: z.iso.datetime(),
            completed_at: z.iso.datetime(),
            duration_ms: z.int().nullable(),
            error: z.string().nullable(),
          }),
        ),
      }),
    ),
    ...refusals(detailSchema, [400]),
  },
});

export const extractAsyncRoute = createRoute({
  method: "post",
  path: "/extract/async",
  tags,
  summary: "Make a job of a PDF",
  security,
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.object({
            file,
            send_to_nhost: z.string().optional(),
            user_id: z.string().optional(),
            upload_device: z.string().optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: answer(
      "The job.",
      z.object({
        job_id: z.string(),
        status: z.enum(OLDER_JOB_STATUSES),
        note: z.string().optional().openapi({ description: "What of the request is not done, if anything." }),
      }),
    ),
    ...refusals(errorSchema, UPLOADING),
  },
});

export const olderJobRoute = createRoute({
  method: "get",
  path: "/job/{id}",
  tags,
  summary: "How a job stands, with its result",
  security,
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: answer(
      "The job.",
      z.object({
        status: z.enum(OLDER_JOB_STATUSES),
        result: contentSchema.nullable(),
        error: z.string().nullable(),
      }),
    ),
    404: answer("There is no such job.", errorSchema),
    ...refusals(errorSchema, []),
  },
});
