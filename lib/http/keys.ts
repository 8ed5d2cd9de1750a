/** API keys over HTTP. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { StoredKey } from "../auth/api-key.ts";
import { newKeySchema, rotationSchema, viewKey } from "../auth/key-view.ts";
import { changeKey, findOwnedKey, issueKeyFor, type KeyDeps, revokeKey, rotateKey } from "../auth/manage-keys.ts";
import { askerOf, type Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";
import { getKeyRoute, listKeysRoute, revokeKeyRoute } from "./key-routes.ts";

const PRIVATE = { "Cache-Control": "private, no-store" };

function shown({ key, text }: { readonly key: StoredKey; readonly text: string }) {
  return { ...viewKey(key), key: text };
}

export function addKeyRoutes(app: OpenAPIHono<Identified>, deps: KeyDeps): void {
  app.openapi(listKeysRoute, async (context) => {
    const keys = [...(await deps.keys.list(context.var.identity.tenant))];
    keys.sort((a, b) => b.record.createdAt - a.record.createdAt);
    return context.json({ keys: keys.map(viewKey) }, 200, PRIVATE);
  });
  app.post("/v1/keys", async (context) => {
    const issued = await issueKeyFor(deps, askerOf(context), await readJson(context.req.raw, newKeySchema));
    const view = shown(issued);
    return context.json(view, 201, { ...PRIVATE, Location: `/v1/keys/${view.id}` });
  });
  app.openapi(getKeyRoute, async (context) => {
    const key = await findOwnedKey(deps, context.var.identity.tenant, context.req.valid("param").id);
    return context.json(viewKey(key), 200, PRIVATE);
  });
  app.patch("/v1/keys/:id", async (context) => {
    const asked = await readJson(context.req.raw, newKeySchema);
    const key = await changeKey(deps, askerOf(context), context.req.param("id"), asked);
    return context.json(viewKey(key), 200, PRIVATE);
  });
  app.openapi(revokeKeyRoute, async (context) => {
    await revokeKey(deps, askerOf(context), context.req.valid("param").id);
    return context.body(null, 204);
  });
  app.post("/v1/keys/:id/rotate", async (context) => {
    const hasBody = context.req.header("content-type") !== undefined;
    const asked = hasBody ? await readJson(context.req.raw, rotationSchema) : rotationSchema.parse({});
    const rotated = await rotateKey(deps, askerOf(context), context.req.param("id"), asked.overlap_seconds);
    return context.json(shown(rotated), 200, PRIVATE);
  });
}
