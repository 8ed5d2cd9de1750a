/** Mail that nobody sends: on a developer's machine it is shown in the log. Never where strangers' links would come into one. */
import type { Log } from "../contracts/log.ts";
import type { Mailer } from "../contracts/mailer.ts";

export function createShownMailer(log: Log): Mailer {
  return {
    send: async ({ to, subject, text }) => log.info("mail.shown", { to, subject, text }),
  };
}
