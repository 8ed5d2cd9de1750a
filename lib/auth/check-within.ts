/** Nobody gives away what he has not: what a new credential may do is held against what its issuer may. Pure. */
import { laxerKinds } from "../contracts/security-policy.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ApiKeySettings } from "./api-key.ts";
import type { Identity, LimitOverrides } from "./identity.ts";

function isMore(asked: LimitOverrides | undefined, name: string, most: number): boolean {
  return asked !== undefined && (asked[name] ?? Number.POSITIVE_INFINITY) > most;
}

/** Throws `scope_missing` or `origin_refused` for what is beyond the issuer's own. What is not named is not looked at. */
export function checkWithin({ scopes, origins, limits, security }: Identity, given: Partial<ApiKeySettings>): void {
  const beyond = (given.scopes ?? []).find((scope) => !scopes.has(scope));
  if (beyond !== undefined) throw new DocatError("scope_missing", { detail: `${beyond} is not yours to give.` });
  const isBound = given.origins === undefined || (given.origins ?? [""]).every((origin) => origins?.includes(origin));
  if (origins !== null && !isBound) throw new DocatError("origin_refused", { detail: "Name origins of your own." });
  const exceeded = Object.entries(limits).find(([name, most]) => most !== null && isMore(given.limits, name, most));
  if (exceeded !== undefined) {
    throw new DocatError("scope_missing", { detail: `A limit of ${exceeded[0]} above your own is not yours to give.` });
  }
  const [laxer] = laxerKinds(security, given.security ?? {});
  if (laxer !== undefined) throw new DocatError("scope_missing", { detail: `Less for ${laxer} is not yours to give.` });
}
