/** A request's body as JSON, bounded, and held against a schema. */
import type { z } from "zod";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_JSON_BODY_BYTES } from "../limits/limits.ts";
import { readBoundedBody } from "./bounded-body.ts";
import { invalidOptions } from "./invalid-options.ts";
import { mediaTypeOf } from "./media-type.ts";

export function isJson(request: Request): boolean {
  return mediaTypeOf(request.headers) === "application/json";
}

/** Throws `unsupported_media_type`, `payload_too_large`, `bad_request`, and `options_invalid` for what the schema does not know. */
export async function readJson<T extends z.ZodType>(
  request: Request,
  schema: T,
  maxBytes = MAX_JSON_BODY_BYTES,
): Promise<z.infer<T>> {
  if (!isJson(request)) {
    throw new DocatError("unsupported_media_type", { detail: "Send application/json." });
  }
  const bytes = await readBoundedBody(request, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new DocatError("bad_request", { detail: "The body is not JSON." });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidOptions(parsed.error);
}
