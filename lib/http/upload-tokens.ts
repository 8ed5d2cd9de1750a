/** Upload tokens over HTTP. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  issuedUploadTokenSchema,
  issueUploadToken,
  newUploadTokenSchema,
  type TokenDeps,
} from "../auth/issue-upload-token.ts";
import { problem, refused, security } from "./described-answers.ts";
import { askerOf, type Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";

export const issueUploadTokenRoute = createRoute({
  method: "post",
  path: "/v1/upload-tokens",
  summary: "Issue a token for one upload",
  description: [
    "Safe to hand to a browser: it makes the one job that `job_id` names, by `POST /v1/jobs` or an upload in parts, and reads how far that is; its result too,",
    "if `read_result` says so. The same upload sent again is the same job. Options that are named here are settled.",
  ].join(" "),
  security,
  request: { body: { required: true, content: { "application/json": { schema: newUploadTokenSchema } } } },
  responses: {
    201: {
      description: "The token; it is shown this once.",
      content: { "application/json": { schema: issuedUploadTokenSchema } },
      headers: z.object({ Location: z.string() }),
    },
    400: problem("The body is malformed."),
    413: problem("The body is too large."),
    415: problem("The body is not JSON."),
    ...refused,
  },
});

export function addUploadTokenRoutes(app: OpenAPIHono<Identified>, deps: TokenDeps): void {
  app.post(issueUploadTokenRoute.path, async (context) => {
    const asked = await readJson(context.req.raw, newUploadTokenSchema);
    const issued = await issueUploadToken(deps, askerOf(context), asked);
    return context.json(issued, 201, { "Cache-Control": "private, no-store", Location: issued.links.job });
  });
}
