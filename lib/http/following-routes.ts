/** The routes by which a job is followed, as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { jobSchema, jobStatusSchema } from "../contracts/job.ts";
import { resultPageSchema } from "../contracts/result.ts";
import { warningSchema } from "../contracts/warning.ts";
import { MAX_WAIT_SECONDS } from "../limits/direct.ts";
import { DEFAULT_JOBS_PAGE, MAX_JOBS_PAGE, STREAM_SECONDS } from "../limits/following.ts";
import { problem, refused, security } from "./described-answers.ts";
import { viewQuerySchema } from "./result-query.ts";

const params = z.object({ id: z.string() });
const etag = (description: string) => z.object({ ETag: z.string().openapi({ description }) });
const unknown = problem("There is no such job.");

export const jobPageSchema = z.object({
  /** The newest first. */
  jobs: z.array(jobSchema),
  /** For the next page; null on the last. */
  next_cursor: z.string().nullable(),
});

export const listJobsRoute = createRoute({
  method: "get",
  path: "/v1/jobs",
  summary: "The account's jobs",
  description:
    "Those that are kept still, the newest first. The processing log has an entry of those that are not. With `status` a page may be short and not be the last.",
  security,
  request: {
    query: z.object({
      status: jobStatusSchema.optional(),
      since: z.iso
        .datetime()
        .optional()
        .openapi({ description: "When they were made: not before.", example: "2026-11-21T00:00:00Z" }),
      until: z.iso.datetime().optional().openapi({ description: "Nor after." }),
      cursor: z
        .string()
        .regex(/^\d{1,15}_job_[0-9a-f]{32}$/, "The cursor of an earlier page.")
        .optional()
        .openapi({ description: "`next_cursor` of the page before." }),
      limit: z.coerce.number().int().min(1).max(MAX_JOBS_PAGE).default(DEFAULT_JOBS_PAGE),
    }),
  },
  responses: {
    200: { description: "One page.", content: { "application/json": { schema: jobPageSchema } } },
    400: problem("A status, a time, a cursor or a limit is not valid."),
    ...refused,
  },
});

export const getJobRoute = createRoute({
  method: "get",
  path: "/v1/jobs/{id}",
  summary: "How far a job is",
  description: [
    "At once; or with `wait` when there is something new to tell: with `If-None-Match` as soon as the job has come on from where it stood with that `ETag`, without it when the job has",
    "ended. When the time is over first, the answer is 304, or the job as it stands.",
  ].join(" "),
  security,
  request: {
    params,
    query: z.object({
      wait: z
        .string()
        .regex(/^\d{1,6}$/, "Seconds, as a whole number.")
        .optional()
        .openapi({ description: `Seconds to wait at most; no more than ${MAX_WAIT_SECONDS}.`, example: "20" }),
    }),
    headers: z.object({
      "If-None-Match": z.string().optional().openapi({ description: "The `ETag` of an earlier answer." }),
    }),
  },
  responses: {
    200: {
      description: "The job.",
      headers: etag("Weak: the same as long as the job has not come on."),
      content: { "application/json": { schema: jobSchema } },
    },
    304: { description: "It stands where it stood, by `If-None-Match`." },
    400: problem("`wait` is no number of seconds."),
    404: unknown,
    ...refused,
  },
});

export const jobEventsRoute = createRoute({
  method: "get",
  path: "/v1/jobs/{id}/events",
  summary: "What happens to a job, as it happens",
  description: [
    "Server-sent events: `queued`, `planned` (the document's pages are counted), `pages` (these can be read now), `assembling`, and `end`, whose id is `end`. Every event has its id, and follows from the job's",
    `state alone. A stream goes on for ${STREAM_SECONDS} s at most; whoever comes back with \`Last-Event-ID\` is told all that came after that event, each once. What fails meanwhile is told`,
    "as the event `problem`, with a problem document.",
  ].join(" "),
  security,
  request: {
    params,
    headers: z.object({ "Last-Event-ID": z.string().optional().openapi({ example: "1f0a93bc-4" }) }),
  },
  responses: {
    200: {
      description: "The stream.",
      content: {
        "text/event-stream": {
          schema: z.string(),
          example:
            'id: 1f0a93bc-2\nevent: pages\ndata: {"job":"job_1f0a93bc5c6f4c2e8a1de3d26a44c9b7","pages":"1-5","pages_done":5,"pages_total":20,"seconds_left":2}\n\n',
        },
      },
    },
    204: { description: "The caller has the last event, `end`: there is nothing to come." },
    404: unknown,
    ...refused,
  },
});

export const pageSchema = resultPageSchema.extend({
  provisional: z.boolean().openapi({
    description:
      "Whether the document has not been settled yet: headings, running heads and what goes on over pages may turn out otherwise.",
  }),
  warnings: z.array(warningSchema),
});

export const PAGE_FORMATS = ["json", "markdown", "text"] as const;

export const getPageRoute = createRoute({
  method: "get",
  path: "/v1/jobs/{id}/pages/{number}",
  summary: "One page, as soon as it has been read",
  description:
    "Before the job has ended the page is `provisional`. A job whose policy may reject the document gives none of its pages before it has succeeded.",
  security,
  request: {
    params: z.object({ id: z.string(), number: z.string() }),
    query: viewQuerySchema.omit({ download: true }).extend({
      format: z.enum(PAGE_FORMATS).optional().openapi({
        description: "Without it the one that `Accept` prefers, else `json`.",
      }),
    }),
  },
  responses: {
    200: {
      description: "The page.",
      headers: z.object({
        ETag: z.string(),
        "Docat-Provisional": z.string().openapi({ description: "`?1` or `?0` (RFC 9651)." }),
      }),
      content: {
        "application/json": { schema: pageSchema },
        "text/markdown": { schema: z.string() },
        "text/plain": { schema: z.string() },
      },
    },
    304: { description: "It is what the caller has, by `If-None-Match`." },
    400: problem("An unknown format, type of block or normalisation."),
    404: problem("There is no such job, or the page is none of those that it reads: `page_unknown`."),
    406: problem("None of the formats is one that the request accepts."),
    409: problem(
      "The page has not been read yet (`result_not_ready`), or the job was cancelled or failed by a fault of ours.",
    ),
    410: problem("The result has expired."),
    422: problem("The document could not be read; the job's own error."),
    ...refused,
  },
});
