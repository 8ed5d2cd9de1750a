/**
 * The core and the creation extension of tus 1.0 (tus.io), over uploads in parts, so that upload clients of browsers work. A chunk is
 * a whole number of pieces of 256 KiB, or reaches to the end of the file.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { newUploadSchema } from "../contracts/upload.ts";
import { offsetOf, type Upload } from "../documents/upload.ts";
import { DocatError } from "../errors/docat-error.ts";
import { UPLOAD_PART_BYTES } from "../limits/limits.ts";
import { beginUpload, completeUpload, deleteUpload, putBytes } from "../pipeline/uploads.ts";
import { readBoundedBody } from "./bounded-body.ts";
import type { Identified } from "./identify.ts";
import { findUploadOf } from "./owned-upload.ts";
import type { Services } from "./services.ts";

const VERSION = "1.0.0";
const PROTOCOL = { "Tus-Resumable": VERSION, "Cache-Control": "no-store" };
const MAX_METADATA_CHARS = 8_192;

/** Asks for the protocol's version of all but those who ask what the service can do. */
export const speakTus: MiddlewareHandler<Identified> = async (context, next) => {
  if (context.req.method !== "OPTIONS" && context.req.header("tus-resumable") !== VERSION) {
    throw new DocatError("tus_version_unknown", { detail: `Send Tus-Resumable: ${VERSION}.` });
  }
  await next();
  context.res.headers.set("Tus-Resumable", VERSION);
};

/** A header that is a whole number. Throws `bad_request`. */
function numberIn(context: Context, name: string): number {
  const text = context.req.header(name) ?? "";
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new DocatError("bad_request", { detail: "It must be a whole number.", pointer: name });
}

/** The value of a key in `Upload-Metadata`: keys and base64 values, parted by commas. */
function metadataOf(header: string | undefined, key: string): string | null {
  if (header === undefined || header.length > MAX_METADATA_CHARS) return null;
  for (const pair of header.split(",")) {
    const [name, value = ""] = pair.trim().split(" ");
    if (name === key) return Buffer.from(value, "base64").toString("utf8");
  }
  return null;
}

function requireOffset(upload: Upload, offset: number): void {
  const at = offsetOf(upload);
  if (offset !== at) throw new DocatError("upload_offset_wrong", { detail: `It goes on at ${at}.` });
}

export function addTusRoutes(app: OpenAPIHono<Identified>, { uploads: deps }: Services): void {
  const find = (context: Context<Identified>) =>
    findUploadOf(deps, context.var.identity, context.req.param("id") ?? "");

  const abilities = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination",
    "Tus-Max-Size": String(deps.maxDocumentBytes),
  };
  for (const path of ["/v1/tus", "/v1/tus/:id"]) {
    app.options(path, (context) => context.body(null, 204, { ...PROTOCOL, ...abilities }));
  }

  app.post("/v1/tus", async (context) => {
    const metadata = context.req.header("upload-metadata");
    const asked = newUploadSchema.safeParse({
      // The protocol has one place for all bytes.
      via: "api",
      name: metadataOf(metadata, "filename") ?? metadataOf(metadata, "name"),
      size_bytes: numberIn(context, "Upload-Length"),
      sha256: metadataOf(metadata, "sha256") ?? undefined,
    });
    if (!asked.success)
      throw new DocatError("options_invalid", { detail: asked.error.issues[0]?.message ?? "Not valid." });
    const upload = await beginUpload(deps, context.var.identity, asked.data);
    return context.body(null, 201, { ...PROTOCOL, Location: `/v1/tus/${upload.id}` });
  });

  // A router answers HEAD with what GET would be answered, without its body.
  app.get("/v1/tus/:id", async (context) => {
    const upload = await find(context);
    const place = { "Upload-Offset": String(offsetOf(upload)), "Upload-Length": String(upload.sizeBytes) };
    return context.body(null, 200, { ...PROTOCOL, ...place });
  });

  app.patch("/v1/tus/:id", async (context) => {
    if (context.req.header("content-type") !== "application/offset+octet-stream") {
      throw new DocatError("unsupported_media_type", { detail: "Send application/offset+octet-stream." });
    }
    const offset = numberIn(context, "Upload-Offset");
    const upload = await find(context);
    requireOffset(upload, offset);
    const bytes = await readBoundedBody(context.req.raw, UPLOAD_PART_BYTES);
    await putBytes(deps, upload, offset, bytes);
    const end = offset + bytes.byteLength;
    if (end === upload.sizeBytes) await completeUpload(deps, await find(context));
    return context.body(null, 204, { ...PROTOCOL, "Upload-Offset": String(end) });
  });

  app.delete("/v1/tus/:id", async (context) => {
    await deleteUpload(deps, await find(context));
    return context.body(null, 204, PROTOCOL);
  });
}
