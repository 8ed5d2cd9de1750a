/** The routes of uploads in parts as OpenAPI describes them. */
import { createRoute, z } from "@hono/zod-openapi";
import { newUploadSchema, uploadSchema } from "../contracts/upload.ts";
import { UPLOAD_PART_BYTES } from "../limits/limits.ts";
import { problem, refused, security } from "./described-answers.ts";

const params = z.object({ id: z.string() });
const unknown = problem("There is no such upload, or it has expired. `upload_unknown`");
const upload = (description: string) => ({ description, content: { "application/json": { schema: uploadSchema } } });

export const beginUploadRoute = createRoute({
  method: "post",
  path: "/v1/uploads",
  summary: "Begin an upload in parts",
  description: [
    `For files that one request cannot carry. Cut the file into parts of \`part_bytes\` (${UPLOAD_PART_BYTES}), send them in any order, several at once, and`,
    "as often as need be; `GET` tells which are missing; then complete the upload, and make a job of it by its id. With `sha256` of a file that an",
    "earlier upload or job of the same owner still holds, the upload is complete at once. Where an object store is configured (`via` is `store` then, unless",
    "`api` is asked for) each part goes by `PUT` to its URL of `part_urls`, as it is and without a key; `GET` names the missing ones, with new URLs.",
  ].join(" "),
  security,
  request: { body: { required: true, content: { "application/json": { schema: newUploadSchema } } } },
  responses: {
    201: { ...upload("The upload; `Location` is its address."), headers: z.object({ Location: z.string() }) },
    400: problem("The body is malformed."),
    409: problem("The upload token has been used for another upload. `upload_token_used`"),
    413: problem("The file is over the size limit."),
    415: problem("The body is not JSON."),
    422: problem("The file is too small to be a PDF."),
    ...refused,
  },
});

export const getUploadRoute = createRoute({
  method: "get",
  path: "/v1/uploads/{id}",
  summary: "Which parts of an upload are missing",
  security,
  request: { params },
  responses: { 200: upload("The upload."), 404: unknown, ...refused },
});

export const deleteUploadRoute = createRoute({
  method: "delete",
  path: "/v1/uploads/{id}",
  summary: "Give an upload up",
  description: "Its bytes go. Jobs that were made of it keep theirs.",
  security,
  request: { params },
  responses: { 204: { description: "It is gone." }, 404: unknown, ...refused },
});

export const completeUploadRoute = createRoute({
  method: "post",
  path: "/v1/uploads/{id}/complete",
  summary: "Complete an upload",
  description: "Its size, its hash and its beginning are checked. Completing a complete upload changes nothing.",
  security,
  request: { params },
  responses: {
    200: upload("It is complete."),
    404: unknown,
    409: problem("Parts are missing. `upload_incomplete`"),
    422: problem("It has another hash than was said, and may be sent again: `checksum_mismatch`; or it is no PDF."),
    ...refused,
  },
});

const digest = z.object({
  "Content-Digest": z.string().openapi({
    description: "`sha-256=:…:` with the base64 of the SHA-256 of the part (RFC 9530).",
  }),
});

/** For the description only, as the route that makes a job. */
export const putPartRoute = createRoute({
  method: "put",
  path: "/v1/uploads/{id}/parts/{number}",
  summary: "Send a part",
  security,
  request: {
    params: params.extend({ number: z.string().openapi({ description: "From 1." }) }),
    headers: digest,
    body: {
      required: true,
      content: { "application/octet-stream": { schema: z.string().openapi({ type: "string", format: "binary" }) } },
    },
  },
  responses: {
    204: { description: "It is stored." },
    400: problem("No `Content-Digest`."),
    404: unknown,
    409: problem("The upload is complete, or is being checked. `upload_complete`"),
    413: problem("The part has more bytes than a part has."),
    422: problem(
      "No part has that number or that many bytes: `part_invalid`; or it has another hash: `checksum_mismatch`.",
    ),
    ...refused,
  },
});

export const headFileRoute = createRoute({
  method: "head",
  path: "/v1/files/{sha256}",
  summary: "Whether a file is known",
  description:
    "By the SHA-256 of its bytes, in hex. One that is known needs not be sent: begin an upload with its hash.",
  security,
  request: { params: z.object({ sha256: z.string() }) },
  responses: {
    204: { description: "One of the owner's uploads or jobs holds it." },
    404: { description: "None does." },
    ...refused,
  },
});
