/** Who asks, whether that one may, and how often. Runs before a body is read. */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Identity } from "../auth/identity.ts";
import type { Asker } from "../auth/manage-keys.ts";
import { DocatError } from "../errors/docat-error.ts";
import { problemResponse } from "./problem-response.ts";
import { tellRefusedUpload } from "./refused-upload.ts";
import { policyOf, type RoutePolicy } from "./route-policies.ts";
import type { Services } from "./services.ts";

/** What later handlers find in the context; not on routes that anybody may ask. */
export interface Identified {
  Variables: { readonly identity: Identity; readonly network: string | null };
}

/** Who asks, for what is written into the account's security log. */
export function askerOf(context: Context<Identified>): Asker {
  return { identity: context.var.identity, network: context.var.network };
}

/** `Authorization: Bearer` (RFC 6750), else `X-API-Key`; null for none. Never from the address, which is logged. */
function presentedCredential(headers: Headers): string | null {
  const bearer = /^Bearer ([^\s]+)$/i.exec(headers.get("authorization") ?? "");
  return bearer?.[1] ?? headers.get("x-api-key");
}

/** A credential that is bound to origins is of no use to a browser elsewhere. Who is no browser sends no origin, and is let in. */
function checkOrigin({ origins }: Identity, headers: Headers): void {
  const origin = headers.get("origin");
  if (origins !== null && origin !== null && !origins.includes(origin)) throw new DocatError("origin_refused");
}

/** An upload token has no other use than its own job. */
function checkGrant({ grant }: Identity, { token }: RoutePolicy): void {
  if (grant === undefined || token === "job" || (token === "result" && grant.readsResult)) return;
  throw new DocatError("scope_missing", { detail: "The upload token is not for this." });
}

function checkScope({ scopes }: Identity, { scope }: RoutePolicy): void {
  if (scope === null || scopes.has(scope)) return;
  throw new DocatError("scope_missing", { detail: `It needs the scope ${scope}.` });
}

/**
 * One for every route of a router, registered before all of them. An address that is not known, or does not take the method, goes on
 * to be told so: that is no secret. A route without a policy lets nobody in.
 */
export function identify(services: Pick<Services, "authenticator" | "limits" | "audit" | "olderCaller" | "metrics">) {
  const { authenticator, limits, audit, olderCaller, metrics } = services;
  const middleware: MiddlewareHandler<Identified> = async (context, next) => {
    const route = matchedRoutes(context).findLast(({ method }) => method !== "ALL");
    if (route === undefined) return next();
    const policy = policyOf(route.method, route.path);
    if (policy === null) throw new DocatError("route_unknown");
    const request = context.req.raw;
    let identity: Identity | null = null;
    if (policy.scope !== null) {
      const credential = presentedCredential(request.headers);
      const unnamed = credential === null && policy.older === true ? olderCaller : null;
      identity = unnamed ?? (await authenticator.authenticate(credential));
      checkOrigin(identity, request.headers);
      checkScope(identity, policy);
      checkGrant(identity, policy);
      context.set("identity", identity);
      metrics.recorder.sawAccount(identity.tenant);
      context.set("network", limits.networkOf(request));
    }
    const { refusal, headers } = await limits.admit(identity, policy, request);
    if (refusal !== null) return problemResponse(refusal, headers);
    await next();
    if (identity !== null) await tellRefusedUpload(audit, identity, context.var.network, context.error);
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    return;
  };
  return middleware;
}
