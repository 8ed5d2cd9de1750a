/** Glossaries over HTTP. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  type GlossaryHead,
  type GlossaryStore,
  glossaryChangeSchema,
  importModeSchema,
  newGlossarySchema,
  type StoredGlossary,
} from "../contracts/glossary.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_GLOSSARY_BODY_BYTES } from "../limits/glossary-limits.ts";
import { termsFromCsv } from "../translate/glossary-csv.ts";
import {
  changeGlossary,
  findGlossary,
  importTerms,
  makeGlossary,
  removeGlossary,
} from "../translate/manage-glossaries.ts";
import { readBoundedBody } from "./bounded-body.ts";
import { deleteGlossaryRoute, getGlossaryRoute, listGlossariesRoute } from "./glossary-routes.ts";
import type { Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";
import { mediaTypeOf } from "./media-type.ts";

const PRIVATE = { "Cache-Control": "private, no-store" };

function summary({ id, version, about }: GlossaryHead) {
  return { id, version, ...about };
}

function view(glossary: StoredGlossary) {
  return { ...summary(glossary), terms: [...glossary.terms] };
}

/** Throws `unsupported_media_type`, `payload_too_large`, and `glossary_invalid` for what is no UTF-8. */
async function readCsv(request: Request): Promise<string> {
  if (mediaTypeOf(request.headers) !== "text/csv") {
    throw new DocatError("unsupported_media_type", { detail: "Send text/csv." });
  }
  const bytes = await readBoundedBody(request, MAX_GLOSSARY_BODY_BYTES);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DocatError("glossary_invalid", { detail: "The CSV is not UTF-8." });
  }
}

function modeOf(text: string | undefined) {
  const mode = importModeSchema.safeParse(text ?? "replace");
  if (mode.success) return mode.data;
  throw new DocatError("options_invalid", { detail: "`replace` or `merge`.", pointer: "/mode" });
}

export function addGlossaryRoutes(app: OpenAPIHono<Identified>, store: GlossaryStore): void {
  app.openapi(listGlossariesRoute, async (context) => {
    const found = [...(await store.list(context.var.identity.tenant))];
    found.sort((a, b) => b.about.created_at.localeCompare(a.about.created_at) || a.id.localeCompare(b.id));
    return context.json({ glossaries: found.map(summary) }, 200, PRIVATE);
  });
  app.post("/v1/glossaries", async (context) => {
    const asked = await readJson(context.req.raw, newGlossarySchema, MAX_GLOSSARY_BODY_BYTES);
    const made = view(await makeGlossary(store, context.var.identity.tenant, asked));
    return context.json(made, 201, { ...PRIVATE, Location: `/v1/glossaries/${made.id}` });
  });
  app.openapi(getGlossaryRoute, async (context) => {
    const found = await findGlossary(store, context.var.identity.tenant, context.req.valid("param").id);
    return context.json(view(found), 200, PRIVATE);
  });
  app.patch("/v1/glossaries/:id", async (context) => {
    const asked = await readJson(context.req.raw, glossaryChangeSchema, MAX_GLOSSARY_BODY_BYTES);
    const changed = await changeGlossary(store, context.var.identity.tenant, context.req.param("id"), asked);
    return context.json(view(changed), 200, PRIVATE);
  });
  app.openapi(deleteGlossaryRoute, async (context) => {
    await removeGlossary(store, context.var.identity.tenant, context.req.valid("param").id);
    return context.body(null, 204);
  });
  app.put("/v1/glossaries/:id/terms", async (context) => {
    const mode = modeOf(context.req.query("mode"));
    const terms = termsFromCsv(await readCsv(context.req.raw));
    const changed = await importTerms(store, context.var.identity.tenant, context.req.param("id"), terms, mode);
    return context.json(view(changed), 200, PRIVATE);
  });
}
