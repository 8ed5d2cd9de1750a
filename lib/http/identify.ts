/** Who asks, whether that one may, and how often. Runs before a body is read. */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Identity } from "../auth/identity.ts";
import type { Asker } from "../auth/manage-keys.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Admission } from "./limits.ts";
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

/** Throws where the bearer may not do this, or not from there. */
function checkBearer(identity: Identity, policy: RoutePolicy, headers: Headers): void {
  checkOrigin(identity, headers);
  checkScope(identity, policy);
  checkGrant(identity, policy);
}

function wouldPass(expected: Identity, policy: RoutePolicy, headers: Headers): boolean {
  try {
    checkBearer(expected, policy, headers);
    return true;
  } catch {
    return false;
  }
}

type Door = Pick<Services, "authenticator" | "limits" | "audit" | "olderCaller" | "metrics">;
interface Met {
  readonly identity: Identity;
  readonly admission: Admission;
}

/**
 * Who asks, and whether that one may just now. Of a bearer that was here before it is known which windows will be asked: they are asked in the same
 * request as who it is. What the store says of the bearer is what counts.
 */
async function meet({ authenticator, limits, olderCaller }: Door, policy: RoutePolicy, request: Request): Promise<Met> {
  const credential = presentedCredential(request.headers);
  const unnamed = credential === null && policy.older === true ? olderCaller : null;
  const expected = unnamed ?? authenticator.expect(credential);
  const isLikely = expected !== null && wouldPass(expected, policy, request.headers);
  const taking = isLikely ? limits.begin(expected, policy, request) : null;
  let identity: Identity;
  try {
    identity = unnamed ?? (await authenticator.authenticate(credential));
    checkBearer(identity, policy, request.headers);
  } catch (error) {
    await taking?.cancel();
    throw error;
  }
  return { identity, admission: await (taking?.settle(identity) ?? limits.admit(identity, policy, request)) };
}

/**
 * One for every route of a router, registered before all of them. An address that is not known, or does not take the method, goes on
 * to be told so: that is no secret. A route without a policy lets nobody in.
 */
export function identify(services: Door) {
  const { limits, audit, metrics } = services;
  const middleware: MiddlewareHandler<Identified> = async (context, next) => {
    const route = matchedRoutes(context).findLast(({ method }) => method !== "ALL");
    if (route === undefined) return next();
    const policy = policyOf(route.method, route.path);
    if (policy === null) throw new DocatError("route_unknown");
    const request = context.req.raw;
    const met = policy.scope === null ? null : await meet(services, policy, request);
    if (met !== null) {
      context.set("identity", met.identity);
      metrics.recorder.sawAccount(met.identity.tenant);
      context.set("network", limits.networkOf(request));
    }
    const { refusal, headers } = met?.admission ?? (await limits.admit(null, policy, request));
    if (refusal !== null) return problemResponse(refusal, headers);
    await next();
    if (met !== null) await tellRefusedUpload(audit, met.identity, context.var.network, context.error);
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    return;
  };
  return middleware;
}
