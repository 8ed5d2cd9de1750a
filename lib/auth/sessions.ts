/** Sessions of users: begun by a password, carried on by refresh tokens, felt by every access token. */
import { DocatError } from "../errors/docat-error.ts";
import { ACCESS_TOKEN_SECONDS } from "../limits/account-limits.ts";
import type { User } from "./account.ts";
import type { AccountDeps, Network } from "./account-deps.ts";
import { newRefreshToken, parseRefreshToken, type RefreshToken, successorOf } from "./opaque-token.ts";

export interface TokenSet {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly refreshExpiresIn: number;
}

type SessionDeps = Pick<AccountDeps, "sessions" | "tokens" | "sessionSeconds">;

async function tokenSet(deps: SessionDeps, tenant: string, refresh: RefreshToken): Promise<TokenSet> {
  const accessToken = await deps.tokens.sign({ user: refresh.user, tenant, session: refresh.session });
  return {
    accessToken,
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: refresh.text,
    refreshExpiresIn: deps.sessionSeconds,
  };
}

/** Throws `credentials_wrong` when the password has been changed since it was checked. */
export async function openSession(deps: SessionDeps, user: User): Promise<TokenSet> {
  const refresh = newRefreshToken(user.id);
  if (!(await deps.sessions.open(user, refresh.session, refresh.digest))) throw new DocatError("credentials_wrong");
  return tokenSet(deps, user.tenant, refresh);
}

/**
 * A refresh token for the next one, and an access token. A token that comes back after it was used has been copied: the session ends. Within
 * half a minute it may be the same client, whose answer was lost, and is answered the same. Throws `session_ended`.
 */
export async function refreshSession(deps: AccountDeps, text: string, network: Network): Promise<TokenSet> {
  const presented = parseRefreshToken(text);
  const user = presented && (await deps.accounts.readUser(presented.user));
  if (presented === null || user === null) throw new DocatError("session_ended");
  const successor = successorOf(presented, deps.refreshKey);
  const digests = { presented: presented.digest, successor: successor.digest };
  const outcome = await deps.sessions.rotate(user.id, presented.session, digests);
  if (outcome === "reused") {
    const details = { session: presented.session };
    await deps.audit.record(user.tenant, { event: "refresh.reused", actor: user.id, network, details });
  }
  if (outcome === "reused" || outcome === "ended") throw new DocatError("session_ended");
  return tokenSet(deps, user.tenant, successor);
}

/** Ends the session of a refresh token, be it the current one or not: whoever has one of its tokens may. Nothing happens for a wrong one. */
export async function endSession(deps: AccountDeps, text: string, network: Network): Promise<void> {
  const presented = parseRefreshToken(text);
  const user = presented && (await deps.accounts.readUser(presented.user));
  if (presented === null || user === null) return;
  await deps.sessions.end(user.id, presented.session);
  const details = { session: presented.session };
  await deps.audit.record(user.tenant, { event: "logout", actor: user.id, network, details });
}

export async function endAllSessions(deps: AccountDeps, user: User, network: Network): Promise<void> {
  await deps.sessions.endAll(user.id);
  await deps.audit.record(user.tenant, { event: "logout.everywhere", actor: user.id, network, details: {} });
}
