/** The routes by which results go out, as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { resultSchema } from "../contracts/result.ts";
import { CHUNK_LINES } from "./chunk-example.ts";
import { problem, refused, security } from "./described-answers.ts";
import { RECEIPT_HEADER } from "./receipt-header.ts";
import { resultQuerySchema } from "./result-query.ts";

const conditional = z.object({
  Accept: z.string().optional().openapi({ example: "text/markdown, application/json;q=0.5" }),
  "If-None-Match": z.string().optional().openapi({ description: "The `ETag` of an earlier answer." }),
});

const etag = z
  .string()
  .openapi({ description: "Strong: the same tag, the same bytes.", example: '"vLQ0ZkX1m3sTf7b0vJqk2A"' });

export const getResultRoute = createRoute({
  method: "get",
  path: "/v1/jobs/{id}/result",
  summary: "The result of a job that succeeded",
  description: "Streamed from the parts in which it is stored, however large it is. `HEAD` tells its headers.",
  security,
  request: { params: z.object({ id: z.string() }), query: resultQuerySchema, headers: conditional },
  responses: {
    200: {
      description:
        "The result. In chunks (`application/x-ndjson`) each line is one of the objects that are described here.",
      headers: z.object({
        [RECEIPT_HEADER]: z.string().openapi({
          description:
            "The receipt's counts as a dictionary of structured fields (RFC 9651). `selected` pages were asked for; each of them is one of `extracted` (it has text), `empty` or `failed`. The other counts come on top.",
          example:
            "pages=12, selected=12, extracted=11, empty=0, failed=1, truncated=0, undecodable=0, ocr=0, warnings=1, findings=0",
        }),
        ETag: etag,
        "Content-Disposition": z.string().optional(),
      }),
      content: {
        "text/plain": { schema: z.string() },
        "text/markdown": { schema: z.string(), example: "# Annual report\n\nSales grew.\n" },
        "application/json": { schema: resultSchema },
        "text/html": { schema: z.string() },
        "text/csv": { schema: z.string() },
        "application/x-ndjson": CHUNK_LINES,
        "application/zip": { schema: z.string().openapi({ format: "binary" }) },
      },
    },
    304: { description: "It is what the caller has, by `If-None-Match`." },
    400: problem("An unknown format, type of block or normalisation; or a table in another format than csv."),
    404: problem(
      "There is no such job, or its result has no such table: `table_unknown`, or no such translation: `translation_unknown`.",
    ),
    406: problem("None of the formats is one that the request accepts."),
    409: problem("The job has no result yet, was cancelled, or failed by a fault of ours."),
    410: problem("The result or the document has expired."),
    422: problem(
      "The document could not be read: the job's own error. Or the result has none of the pages: `pages_out_of_range`.",
    ),
    ...refused,
  },
});
