/**
 * Becoming a user: an address and a password wait, under the link that is sent to the address, until somebody follows it. Before that there is no
 * account, so nobody can take an address that is not his, and nobody learns from an answer whether it has one.
 */
import { DocatError } from "../errors/docat-error.ts";
import type { User } from "./account.ts";
import type { AccountDeps, Network } from "./account-deps.ts";
import { confirmMail, inviteMail, knownMail } from "./account-mails.ts";
import { newAccountId, newConfirmToken, newUserId, parseConfirmToken } from "./opaque-token.ts";
import { checkPassword } from "./password-rules.ts";
import { requireMailer, sendAfterwards } from "./send-mail.ts";

interface Credentials {
  /** Normalised. */
  readonly email: string;
  readonly password: string;
}

/** Throws `registration_closed`, `accounts_not_set_up`, `password_unusable`, `busy`. The same happens for an address that has an account, except in the mail. */
export async function register(deps: AccountDeps, { email, password }: Credentials): Promise<void> {
  if (!deps.isOpen) throw new DocatError("registration_closed");
  requireMailer(deps);
  checkPassword(password, email);
  const known = await deps.accounts.findByEmail(email);
  const token = newConfirmToken();
  const user = { id: newUserId(), tenant: newAccountId(), role: "owner", email, createdAt: deps.now() } as const;
  await deps.links.putPending(token.digest, { user, password: await deps.hasher.hash(password) });
  // Nobody is told the token of somebody who has an account: what it leads to expires unread.
  const mail = known === null ? confirmMail(email, deps.pageUrl, token.text) : knownMail(email, deps.pageUrl);
  sendAfterwards(deps, mail);
}

/** The operator's way: the account is there at once, its address not confirmed. Throws `email_taken`, `password_unusable`, `busy`. */
export async function createAccount(deps: AccountDeps, { email, password }: Credentials): Promise<User> {
  checkPassword(password, email);
  const hash = await deps.hasher.hash(password);
  const about = { id: newUserId(), tenant: newAccountId(), role: "owner", createdAt: deps.now() } as const;
  return settle(deps, { ...about, email, emailVerified: false, password: hash }, null);
}

/** An invitation to share the account of whoever invites. The same happens for an address that has an account, except in the mail. */
export async function invite(deps: AccountDeps, tenant: string, email: string): Promise<void> {
  requireMailer(deps);
  const known = await deps.accounts.findByEmail(email);
  const token = newConfirmToken();
  const user = { id: newUserId(), tenant, role: "member", email, createdAt: deps.now() } as const;
  await deps.links.putPending(token.digest, { user, password: null });
  sendAfterwards(deps, known === null ? inviteMail(email, deps.pageUrl, token.text) : knownMail(email, deps.pageUrl));
}

/** What the link in the mail is for. `password` is for those who were invited, and needed of them. Throws `link_invalid`, `password_unusable`, `busy`. */
export async function confirm(
  deps: AccountDeps,
  { token, password }: { readonly token: string; readonly password: string | null },
  network: Network,
): Promise<User> {
  const parsed = parseConfirmToken(token);
  const pending = parsed && (await deps.links.readPending(parsed.digest));
  if (parsed === null || pending === null) throw new DocatError("link_invalid");
  let hash = pending.password;
  if (hash === null) {
    checkPassword(password ?? "", pending.user.email);
    hash = await deps.hasher.hash(password ?? "");
  }
  const user = await settle(deps, { ...pending.user, emailVerified: true, password: hash }, network);
  await deps.links.forgetPending(parsed.digest);
  return user;
}

/** Two who come at once for one address: one has it. */
async function settle(deps: AccountDeps, user: User, network: Network): Promise<User> {
  const outcome = await deps.accounts.create(user);
  if (outcome === "taken") throw new DocatError("email_taken");
  if (outcome !== "made") throw new DocatError("link_invalid");
  const details = { role: user.role };
  await deps.audit.record(user.tenant, { event: "account.registered", actor: user.id, network, details });
  return user;
}
