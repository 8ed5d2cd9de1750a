/** Who bears a signed token: one of our users, or one of an outside issuer's. */
import { decodeJwt } from "jose";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_TOKEN_CHARS } from "../limits/account-limits.ts";
import { type AccessTokens, refusedToken } from "./access-token.ts";
import type { AccountStore, SessionStore } from "./account.ts";
import type { Identity } from "./identity.ts";
import type { OutsideIssuer } from "./outside-issuer.ts";
import { FREE_PLAN } from "./plan.ts";
import { scopesOf } from "./role.ts";
import type { TokenIdentifier } from "./token-identifier.ts";

export interface TokenIdentityDeps {
  /** Null where no secret is set. */
  readonly tokens: AccessTokens | null;
  readonly issuers: readonly OutsideIssuer[];
  readonly sessions: Pick<SessionStore, "standing">;
  readonly accounts: Pick<AccountStore, "planOf">;
}

const common = { limits: {}, origins: null, security: {}, job: null } as const;

/** Who signed it, as the token itself has it: only to know whose keys are to be asked. */
function issuerOf(token: string): unknown {
  if (token.length > MAX_TOKEN_CHARS) throw new DocatError("key_invalid");
  try {
    return decodeJwt(token).iss;
  } catch (error) {
    throw refusedToken(error);
  }
}

/**
 * One request to the store for each token: a session that has ended, a user who was removed, another role or plan are felt at once, not
 * when the token expires. Throws `key_expired`, `key_invalid`, `issuer_unavailable`.
 */
export function createTokenIdentifier({ tokens, issuers, sessions, accounts }: TokenIdentityDeps): TokenIdentifier {
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));

  async function identifyUser(token: string, own: AccessTokens): Promise<Identity> {
    const { user, tenant, session } = await own.verify(token);
    const standing = await sessions.standing(tenant, user, session);
    if (standing === null) throw new DocatError("key_expired");
    const { role, plan } = standing;
    return { kind: "user", id: user, tenant, scopes: scopesOf(role), plan: plan ?? FREE_PLAN, ...common };
  }

  return {
    async identify(token) {
      const issuer = issuerOf(token);
      if (tokens !== null && issuer === tokens.issuer) return identifyUser(token, tokens);
      const outside = typeof issuer === "string" ? byName.get(issuer) : undefined;
      if (outside === undefined) throw new DocatError("key_invalid");
      const { id, tenant, scopes } = await outside.verify(token);
      const plan = (await accounts.planOf(tenant)) ?? FREE_PLAN;
      return { kind: "issuer", id, tenant, scopes, plan, ...common };
    },
  };
}
