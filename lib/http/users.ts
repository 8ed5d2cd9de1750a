/** Who asks, who else is in the account, and what the operator does about accounts. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { moveKeysToPlan } from "../auth/manage-keys.ts";
import { createAccount, invite } from "../auth/register.ts";
import { credentialsSchema, emailSchema, planSchema } from "../contracts/account.ts";
import { DocatError } from "../errors/docat-error.ts";
import { viewUser } from "./account-view.ts";
import { addressOf, countFor, requireAccounts } from "./auth.ts";
import { listUsersRoute, meRoute, removeUserRoute } from "./auth-routes.ts";
import type { Identified } from "./identify.ts";
import { readJson } from "./json-body.ts";
import type { Services } from "./services.ts";

const PRIVATE = { "Cache-Control": "private, no-store" };

function addOwnRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  const { accountStore } = services;
  app.openapi(meRoute, async (context) => {
    const { kind, id, tenant, plan, scopes } = context.var.identity;
    const user = kind === "user" ? await accountStore.readUser(id) : null;
    const credential = { kind, id, scopes: [...scopes] };
    return context.json({ credential, account: { id: tenant, plan }, user: user && viewUser(user) }, 200, PRIVATE);
  });
  app.openapi(listUsersRoute, async (context) => {
    const users = await accountStore.usersOf(context.var.identity.tenant);
    return context.json({ users: users.map(viewUser) }, 200, PRIVATE);
  });
  app.openapi(removeUserRoute, async (context) => {
    const { tenant, id: self } = context.var.identity;
    const { id } = context.req.valid("param");
    if (id === self || !(await accountStore.removeUser(tenant, id))) throw new DocatError("user_unknown");
    const { network } = context.var;
    await services.audit.record(tenant, { event: "user.removed", actor: self, network, details: { user: id } });
    return context.body(null, 204);
  });
  app.post("/v1/auth/users", async (context) => {
    const deps = requireAccounts(services);
    const email = addressOf((await readJson(context.req.raw, emailSchema)).email);
    const { tenant, id: actor } = context.var.identity;
    await countFor(services, "password_reset", email, context.req.raw);
    // Nobody has mail sent to all the world by inviting it.
    await countFor(services, "anonymous", `invitations of ${tenant}`, context.req.raw);
    await invite(deps, tenant, email);
    const { network } = context.var;
    await services.audit.record(tenant, { event: "user.invited", actor, network, details: {} });
    return context.json({ status: "mail_sent" }, 202);
  });
}

function addOperatorRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  app.post("/v1/accounts", async (context) => {
    const deps = requireAccounts(services);
    const { email, password } = await readJson(context.req.raw, credentialsSchema);
    const user = await createAccount(deps, { email: addressOf(email), password });
    return context.json(viewUser(user), 201, PRIVATE);
  });
  app.put("/v1/accounts/:id/plan", async (context) => {
    const id = context.req.param("id");
    if (!/^acc_\w{1,64}$/.test(id))
      throw new DocatError("bad_request", { detail: "This is no account's id.", pointer: "id" });
    const { plan } = await readJson(context.req.raw, planSchema);
    await services.accountStore.setPlan(id, plan);
    await moveKeysToPlan(services.keys.keys, id, plan);
    services.log.info("account.plan_set", { account: id, plan, by: context.var.identity.id });
    return context.json({ id, plan }, 200);
  });
}

export function addUserRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  addOwnRoutes(app, services);
  addOperatorRoutes(app, services);
}
