/** Uploads in parts over HTTP. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { newUploadSchema, sha256Schema } from "../contracts/upload.ts";
import { DocatError } from "../errors/docat-error.ts";
import { UPLOAD_PART_BYTES } from "../limits/limits.ts";
import { beginUpload, completeUpload, deleteUpload, openDirectParts, putPart } from "../pipeline/uploads.ts";
import { readBoundedBody } from "./bounded-body.ts";
import { checkDigest, contentDigestOf } from "./content-digest.ts";
import type { Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";
import { findUploadOf } from "./owned-upload.ts";
import type { Services } from "./services.ts";
import { completeUploadRoute, deleteUploadRoute, getUploadRoute } from "./upload-routes.ts";
import { viewUpload } from "./upload-view.ts";

const PRIVATE = { "Cache-Control": "private, no-store" };

export function addUploadRoutes(app: OpenAPIHono<Identified>, { uploads: deps }: Services): void {
  app.post("/v1/uploads", async (context) => {
    const upload = await beginUpload(deps, context.var.identity, await readJson(context.req.raw, newUploadSchema));
    const view = viewUpload(upload, await openDirectParts(deps, upload));
    return context.json(view, 201, { ...PRIVATE, Location: view.links.self });
  });
  app.put("/v1/uploads/:id/parts/:number", async (context) => {
    const { id, number } = context.req.param();
    const digest = contentDigestOf(context.req.raw.headers);
    const upload = await findUploadOf(deps, context.var.identity, id);
    const bytes = await readBoundedBody(context.req.raw, UPLOAD_PART_BYTES);
    checkDigest(bytes, digest);
    await putPart(deps, upload, /^\d{1,5}$/.test(number) ? Number(number) : 0, bytes);
    return context.body(null, 204);
  });
  app.openapi(getUploadRoute, async (context) => {
    const upload = await findUploadOf(deps, context.var.identity, context.req.valid("param").id);
    return context.json(viewUpload(upload, await openDirectParts(deps, upload)), 200, PRIVATE);
  });
  app.openapi(completeUploadRoute, async (context) => {
    const upload = await findUploadOf(deps, context.var.identity, context.req.valid("param").id);
    const complete = await completeUpload(deps, upload);
    return context.json(viewUpload(complete, await openDirectParts(deps, complete)), 200, PRIVATE);
  });
  app.openapi(deleteUploadRoute, async (context) => {
    const upload = await findUploadOf(deps, context.var.identity, context.req.valid("param").id);
    await deleteUpload(deps, upload);
    return context.body(null, 204);
  });
  // A router answers HEAD with what GET would be answered, without its body.
  app.get("/v1/files/:sha256", async (context) => {
    const hash = sha256Schema.safeParse(context.req.param("sha256"));
    const known = hash.success ? await deps.uploads.findFile(context.var.identity.tenant, hash.data) : null;
    if (known === null) throw new DocatError("file_unknown");
    return context.body(null, 204, PRIVATE);
  });
}
