/** Mail that nobody sends: on a developer's machine it is shown where the log is. Never where strangers' links would stand in a log. */
import type { Mailer } from "../contracts/mailer.ts";

export function createShownMailer(show: (text: string) => void): Mailer {
  return {
    send: async ({ to, subject, text }) => show(`Mail to ${to}: ${subject}\n\n${text}`),
  };
}
