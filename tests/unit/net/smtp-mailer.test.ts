/** Mail by SMTP, to a real server on this machine. */
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../../../dev/http/free-port.ts";
import { createSmtpMailer } from "../../../lib/net/smtp-mailer.ts";
import { startMailServer, type TestMailServer } from "../../support/mail-server.ts";

const mail = { to: "ada@example.com", subject: "Confirm your email address", text: "https://docat.example/#a=b\n" };
const from = "Docat <no-reply@docat.example>";

describe("The mailer", () => {
  let server: TestMailServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it("hands a mail over, to one address, with its text as it is", async () => {
    server = await startMailServer();
    await createSmtpMailer({ url: server.url, from }).send(mail);
    const [sent] = server.mails;
    expect(sent).toMatchObject({ from: "no-reply@docat.example", to: ["ada@example.com"] });
    expect(sent?.text).toContain("https://docat.example/#a=b");
    expect(sent?.source).toMatch(/^To: ada@example.com\r$/m);
    expect(sent?.source).toMatch(/^Content-Type: text\/plain/m);
    expect(sent?.source).not.toMatch(/^X-Mailer/im);
  });

  it("logs in where a name and a password are set", async () => {
    server = await startMailServer({ user: "docat", password: "p@ss word" });
    const url = server.url.replace("//", `//docat:${encodeURIComponent("p@ss word")}@`);
    await createSmtpMailer({ url, from }).send(mail);
    expect(server.mails).toHaveLength(1);
    await expect(createSmtpMailer({ url: url.replace("docat:", "other:"), from }).send(mail)).rejects.toThrow("EAUTH");
  });

  it("cannot be made to send to more by what an address holds", async () => {
    server = await startMailServer();
    const to = "ada@example.com\r\nBcc: eve@evil.example";
    await createSmtpMailer({ url: server.url, from })
      .send({ ...mail, to })
      .catch(() => undefined);
    expect(server.mails.flatMap((sent) => sent.to)).not.toContain("eve@evil.example");
    for (const { source } of server.mails) expect(source).not.toMatch(/^Bcc:/im);
  });

  it("says that a mail was not taken, and nothing of it", async () => {
    server = await startMailServer({ refuse: "550 ada@example.com is not known here" });
    const refused: unknown = await createSmtpMailer({ url: server.url, from })
      .send(mail)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Error);
    expect(`${refused} ${(refused as Error).stack} ${String((refused as Error).cause)}`).not.toContain("ada@");
    const nobody = createSmtpMailer({ url: `smtp://127.0.0.1:${await freePort()}`, from });
    await expect(nobody.send(mail)).rejects.toThrow("ESOCKET");
  });
});
