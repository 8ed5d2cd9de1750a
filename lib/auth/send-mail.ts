/** Mail that an answer does not wait for: how long it takes would tell whether there was any. */
import type { Mail } from "../contracts/mailer.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { AccountDeps } from "./account-deps.ts";

/** Throws `accounts_not_set_up` where no mail can be sent. */
export function requireMailer({ mailer }: Pick<AccountDeps, "mailer">) {
  if (mailer !== null) return mailer;
  throw new DocatError("accounts_not_set_up", { detail: "It sends mail, for which SMTP_URL is not set." });
}

type MailDeps = Pick<AccountDeps, "mailer" | "log" | "afterwards">;

/** A mail that cannot be sent is logged; whoever waits for it asks again. */
export function sendAfterwards(deps: MailDeps, mail: Mail): void {
  const mailer = requireMailer(deps);
  deps.afterwards(
    mailer.send(mail).catch((error: unknown) => deps.log.error("mail.failed", error, { subject: mail.subject })),
  );
}

/** A mail for which nobody waits; none where no mail can be sent. */
export function tellAfterwards(deps: MailDeps, mail: Mail): void {
  if (deps.mailer !== null) sendAfterwards(deps, mail);
}
