/** The routes that answer about a document in the same request, as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { preflightSchema } from "../contracts/preflight.ts";
import { resultSchema } from "../contracts/result.ts";
import { ANSWER_FORMATS } from "../contracts/result-view.ts";
import { submittedOptionsSchema } from "../contracts/submitted-options.ts";
import { CHUNK_LINES } from "./chunk-example.ts";
import { problem, refused, security } from "./described-answers.ts";
import { PASSWORD_HEADER } from "./job-options.ts";
import { RECEIPT_HEADER } from "./receipt-header.ts";
import { viewQuerySchema } from "./result-query.ts";

const pdf = z.string().openapi({ type: "string", format: "binary" });
const options = submittedOptionsSchema.omit({ password: true });
const headers = z.object({ [PASSWORD_HEADER]: z.string().optional() });
const body = {
  required: true,
  content: {
    "multipart/form-data": { schema: z.object({ file: pdf, options: z.string().optional() }) },
    "application/pdf": { schema: pdf },
  },
};
const refusedHere = {
  400: problem("The request or its options are malformed."),
  413: problem("The file is over the size limit."),
  415: problem("Neither multipart/form-data nor application/pdf."),
  ...refused,
};

export const extractRoute = createRoute({
  method: "post",
  path: "/v1/extract",
  summary: "Read a small PDF at once",
  description: [
    "The document and its options come as for a job, and the result goes out in the same answer: in the format that the query names, else in the one that",
    "`Accept` prefers. Nothing is stored. Larger documents take a job.",
  ].join(" "),
  security,
  request: {
    query: options.extend({ format: z.enum(ANSWER_FORMATS).optional(), ...viewQuerySchema.shape }),
    headers,
    body,
  },
  responses: {
    200: {
      description: "The result.",
      headers: z.object({ [RECEIPT_HEADER]: z.string() }),
      content: {
        "text/markdown": { schema: z.string() },
        "text/plain": { schema: z.string() },
        "application/json": { schema: resultSchema },
        "text/html": { schema: z.string() },
        "text/csv": { schema: z.string() },
        "application/x-ndjson": CHUNK_LINES,
        "application/zip": { schema: z.string().openapi({ format: "binary" }) },
      },
    },
    ...refusedHere,
    406: problem("None of the formats is one that the request accepts."),
    422: problem("The document cannot be read, its policy rejects it, or it has more pages than one request has read."),
    504: problem("Reading it takes too long for one request. `deadline_exceeded`"),
  },
});

export const preflightRoute = createRoute({
  method: "post",
  path: "/v1/preflight",
  summary: "What a PDF is like, without a job",
  description: [
    "Its pages, their sizes, whether they are text or scans and whether their fonts can be decoded, as far as a sample of them tells; what in the file may do",
    "harm; and how long a job would take. Nothing is stored.",
  ].join(" "),
  security,
  request: { query: options, headers, body },
  responses: {
    200: { description: "What it is like.", content: { "application/json": { schema: preflightSchema } } },
    ...refusedHere,
    422: problem("The document cannot be opened; the code is that of a job that would fail."),
  },
});
