/** A new password: by the old one, or by a link that is sent to the address. Either ends every session. */
import { DocatError } from "../errors/docat-error.ts";
import type { User } from "./account.ts";
import type { AccountDeps, Network } from "./account-deps.ts";
import { changedMail, resetMail } from "./account-mails.ts";
import { newResetToken, newUserId, parseResetToken } from "./opaque-token.ts";
import { checkPassword } from "./password-rules.ts";
import { requireMailer, sendAfterwards, tellAfterwards } from "./send-mail.ts";
import { openSession, type TokenSet } from "./sessions.ts";

/** Whoever changes it is given a session of its own. Throws `credentials_wrong`, `password_unusable`, `busy`. */
export async function changePassword(
  deps: AccountDeps,
  user: User,
  { current, next }: { readonly current: string; readonly next: string },
  network: Network,
): Promise<TokenSet> {
  if (!(await deps.hasher.verify(current, user.password))) throw new DocatError("credentials_wrong");
  checkPassword(next, user.email);
  const to = await deps.hasher.hash(next);
  const changed = await deps.accounts.changePassword(user.id, { from: user.password, to, endSessions: true });
  if (!changed) throw new DocatError("credentials_wrong");
  await deps.audit.record(user.tenant, { event: "password.changed", actor: user.id, network, details: {} });
  tellAfterwards(deps, changedMail(user.email, deps.pageUrl));
  return openSession(deps, { ...user, password: to });
}

/** Throws `accounts_not_set_up`. For an address without an account the same happens, and no mail goes out. */
export async function requestReset(deps: AccountDeps, email: string, network: Network): Promise<void> {
  requireMailer(deps);
  const user = await deps.accounts.findByEmail(email);
  const token = newResetToken(user?.id ?? newUserId());
  await deps.links.putReset(token.user, token.digest);
  if (user === null) return;
  sendAfterwards(deps, resetMail(email, deps.pageUrl, token.text));
  deps.afterwards(
    deps.audit.record(user.tenant, { event: "password.reset_requested", actor: user.id, network, details: {} }),
  );
}

/** Throws `link_invalid`, `password_unusable`, `busy`. Nobody is logged in by it. */
export async function resetPassword(
  deps: AccountDeps,
  { token, password }: { readonly token: string; readonly password: string },
  network: Network,
): Promise<void> {
  const parsed = parseResetToken(token);
  const user = parsed && (await deps.accounts.readUser(parsed.user));
  // Asked before the work of a hash is done for it.
  if (parsed === null || user === null || !(await deps.links.isReset(user.id, parsed.digest))) {
    throw new DocatError("link_invalid");
  }
  checkPassword(password, user.email);
  if (!(await deps.links.reset(user.id, parsed.digest, await deps.hasher.hash(password)))) {
    throw new DocatError("link_invalid");
  }
  await deps.audit.record(user.tenant, { event: "password.reset", actor: user.id, network, details: {} });
  tellAfterwards(deps, changedMail(user.email, deps.pageUrl));
}
