/** The mails about accounts. A link's token stands after the #, which browsers do not send: it comes into no server's log on its way. */
import type { Mail } from "../contracts/mailer.ts";

const IGNORE = "If this was not you, ignore this mail: nothing happens without the link.";

function mail(to: string, subject: string, ...lines: readonly string[]): Mail {
  return { to, subject, text: `${lines.join("\n\n")}\n` };
}

const link = (page: string, name: string, token: string) => `${page}#${name}=${token}`;

export function confirmMail(to: string, page: string, token: string): Mail {
  const head = "Somebody, you we hope, has registered with this address. This link confirms it, within a day:";
  return mail(to, "Confirm your email address", head, link(page, "confirm", token), IGNORE);
}

/** To whoever has an account already: the answer to the request must not tell, so this does. */
export function knownMail(to: string, page: string): Mail {
  const head = "Somebody has tried to register with this address, which has an account already.";
  return mail(
    to,
    "You have an account already",
    head,
    `If you have forgotten its password, have it set anew: ${page}`,
    IGNORE,
  );
}

export function inviteMail(to: string, page: string, token: string): Mail {
  const head = "You are invited to share an account. With this link you choose your password, within a day:";
  return mail(to, "You are invited", head, link(page, "invite", token), IGNORE);
}

export function resetMail(to: string, page: string, token: string): Mail {
  const head =
    "With this link you choose a new password, within half an hour. It works once, and ends all your sessions:";
  return mail(to, "Choose a new password", head, link(page, "reset", token), IGNORE);
}

/** After the fact, so that whoever did not do it learns of it. */
export function changedMail(to: string, page: string): Mail {
  const head = "The password of your account has been changed, and every session has ended.";
  return mail(to, "Your password has been changed", head, `If this was not you, have it set anew at once: ${page}`);
}
