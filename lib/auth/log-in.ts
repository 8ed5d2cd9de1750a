/** Logging in. Whoever fails learns nothing of which addresses have an account: the answer is the same, and so is the work. */
import { DocatError } from "../errors/docat-error.ts";
import type { User } from "./account.ts";
import type { AccountDeps, Network } from "./account-deps.ts";
import { openSession, type TokenSet } from "./sessions.ts";

/** A hash at today's cost in place of one at another, now that the password is at hand. */
async function hashAnew(deps: AccountDeps, user: User, password: string): Promise<User> {
  if (!deps.hasher.isDated(user.password)) return user;
  const anew = { ...user, password: await deps.hasher.hash(password) };
  const change = { from: user.password, to: anew.password, endSessions: false };
  return (await deps.accounts.changePassword(user.id, change)) ? anew : user;
}

/** `email` is normalised; null for text that is no address. Throws `credentials_wrong` or `busy`. */
export async function logIn(
  deps: AccountDeps,
  { email, password }: { readonly email: string | null; readonly password: string },
  network: Network,
): Promise<TokenSet> {
  const user = await deps.accounts.findByEmail(email ?? "");
  const isRight = await deps.hasher.verify(password, user?.password ?? null);
  if (user === null || !isRight) {
    // The answer does not wait for it: an unknown address has no security log, and would be known by its haste.
    if (user === null) deps.log.info("login.unknown", { network });
    else
      deps.afterwards(deps.audit.record(user.tenant, { event: "login.failed", actor: user.id, network, details: {} }));
    throw new DocatError("credentials_wrong");
  }
  const tokens = await openSession(deps, await hashAnew(deps, user, password));
  await deps.audit.record(user.tenant, { event: "login.succeeded", actor: user.id, network, details: {} });
  return tokens;
}
