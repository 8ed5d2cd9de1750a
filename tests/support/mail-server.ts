/** A real mail server on this machine, and what it was handed. */
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface SentMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly source: string;
  /** The body, decoded. */
  readonly text: string;
}

export interface TestMailServer {
  readonly url: string;
  readonly mails: readonly SentMail[];
  /** Waits for one more mail than there were, or than have been waited for. */
  next(): Promise<SentMail>;
  close(): Promise<void>;
}

interface MailServerOptions {
  readonly user?: string;
  readonly password?: string;
  /** Refuses every address with this line. */
  readonly refuse?: string;
}

function decoded(source: string): string {
  const body = source.slice(source.indexOf("\r\n\r\n") + 4);
  if (!/^Content-Transfer-Encoding: quoted-printable\r$/im.test(source)) return body.replaceAll("\r\n", "\n");
  return body
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll("\r\n", "\n");
}

export async function startMailServer(options: MailServerOptions = {}): Promise<TestMailServer> {
  const mails: SentMail[] = [];
  const waiting: ((mail: SentMail) => void)[] = [];
  let told = 0;
  const server = new SMTPServer({
    disabledCommands: options.user === undefined ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === options.user && password === options.password
        ? done(null, { user: username })
        : done(new Error("Wrong name or password")),
    onRcptTo: (_address, _session, done) => done(options.refuse === undefined ? null : new Error(options.refuse)),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const source = Buffer.concat(chunks).toString();
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        const mail = { from, to: envelope.rcptTo.map(({ address }) => address), source, text: decoded(source) };
        mails.push(mail);
        done();
        const next = waiting.shift();
        if (next !== undefined) {
          told++;
          next(mail);
        }
      });
    },
  });
  // What a client breaks off is its own affair.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    next() {
      const mail = mails[told];
      if (mail === undefined) return new Promise((resolve) => waiting.push(resolve));
      told++;
      return Promise.resolve(mail);
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
