/** Mail by SMTP: fills the port to mail with the operator's own mail server. */
import type { Mailer } from "../contracts/mailer.ts";
import { SMTP_TIMEOUT_MS } from "../limits/account-limits.ts";

export interface SmtpSettings {
  /** `smtps://user:password@host:465`, or `smtp://…:587` which turns to TLS before it says anything. */
  readonly url: string;
  /** The sender, for example `Docat <no-reply@docat.example>`. */
  readonly from: string;
}

const LOOPBACK = ["127.0.0.1", "[::1]", "localhost"];

/**
 * One connection a mail: nothing is kept between requests. Only a server on this machine is spoken to without TLS. The library is loaded with the
 * first mail: most functions send none, and all start faster.
 */
export function createSmtpMailer({ url, from }: SmtpSettings): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isSecure = protocol === "smtps:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const options = {
    host,
    port: port === "" ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    requireTLS: !LOOPBACK.includes(hostname),
    ...(username === "" ? {} : { auth }),
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return {
    async send({ to, subject, text }) {
      const { createTransport } = await import("nodemailer");
      try {
        await createTransport(options).sendMail({ from, to: { name: "", address: to }, subject, text });
      } catch (error) {
        // Its message holds what the server said, the address included.
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
        throw new Error(`The mail server did not take it: ${code}`);
      }
    },
  };
}
