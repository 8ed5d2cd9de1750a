/** The page to which links in mails lead where a deployment has none of its own: run as a browser would, against the service. */
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountClient, PASSWORD, startAccountService } from "../support/account-client.ts";
import { startMailServer, type TestMailServer } from "../support/mail-server.ts";
import type { TestService } from "../support/test-service.ts";

const ROOT = `${import.meta.dirname}/../..`;
const SCRIPT = readFileSync(`${ROOT}/public/account.js`, "utf8");
const PAGE = readFileSync(`${ROOT}/public/account.html`, "utf8");

/** As much of a browser as the page's script asks for. */
function openPage(url: string, values: Readonly<Record<string, string>>) {
  const { origin, hash, pathname } = new URL(url);
  const location = { hash, pathname };
  const sent: Promise<Response>[] = [];
  const button = { textContent: "", disabled: false };
  let submit: (event: object) => Promise<void> = async () => {};
  const element = () => ({ textContent: "", hidden: true, required: false });
  const parts: Record<string, ReturnType<typeof element>> = {};
  const part = (id: string) => (parts[id] ??= element());
  const form = Object.assign(part("form"), {
    querySelector: () => button,
    elements: { email: element(), password: element() },
    addEventListener: (_name: string, listener: typeof submit) => {
      submit = listener;
    },
  });
  const context = createContext({
    location,
    document: { getElementById: (id: string) => (id === "form" ? form : part(id)) },
    history: {
      replaceState: (_state: null, _title: string, path: string) =>
        Object.assign(location, { hash: "", pathname: path }),
    },
    FormData: class {
      *[Symbol.iterator]() {
        yield* Object.entries(values);
      }
    },
    fetch: (path: string, init: RequestInit) => {
      const answer = fetch(`${origin}${path}`, init);
      sent.push(answer);
      return answer;
    },
  });
  runInContext(SCRIPT, context);
  return {
    location,
    parts,
    sent,
    press: () => submit({ preventDefault: () => {} }),
    outcome: () => part("outcome").textContent,
  };
}

describe("The page of accounts", () => {
  let mail: TestMailServer;
  let service: TestService;
  beforeAll(async () => {
    mail = await startMailServer();
    service = await startAccountService(mail, { preferServer: false });
  });
  afterAll(async () => {
    await service.close();
    await mail.close();
  });
  async function linkOf(): Promise<string> {
    for (;;) {
      const link = /https?:\S+#\S+/.exec((await mail.next()).text)?.[0];
      if (link !== undefined) return link;
    }
  }

  it("is where links lead, and runs nothing but its own script", async () => {
    const response = await fetch(`${service.platform.url}/account.html`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(PAGE).not.toMatch(/<script(?![^>]*src="\/account\.js")|\son\w+=|style=|https?:\/\//i);
  });

  it("confirms an address, once the button is pressed, and keeps no token in its address", async () => {
    const client = accountClient(service, mail);
    await client.send("auth/register", { email: "ada@example.com", password: PASSWORD });
    const page = openPage(await linkOf(), {});
    expect(page.location).toEqual({ hash: "", pathname: "/account.html" });
    expect(page.sent).toEqual([]);
    await page.press();
    expect(page.outcome()).toContain("is confirmed");
    expect((await client.logIn("ada@example.com")).token_type).toBe("Bearer");
    await page.press();
    expect(page.outcome()).toContain("The link is wrong");
  });

  it("has a link sent, and sets a password anew with it", async () => {
    const client = accountClient(service, mail);
    const asking = openPage(`${service.platform.url}/account.html`, { email: "ada@example.com" });
    expect(asking.parts.email?.hidden).toBe(false);
    await asking.press();
    expect(asking.outcome()).toContain("is on its way");
    const page = openPage(await linkOf(), { password: "difference engine" });
    expect(page.parts.password?.hidden).toBe(false);
    await page.press();
    expect(page.outcome()).toContain("is set");
    expect((await client.logIn("ada@example.com", "difference engine")).token_type).toBe("Bearer");
  });

  it("takes an invitation up", async () => {
    const client = accountClient(service, mail);
    const { access_token } = await client.logIn("ada@example.com", "difference engine");
    await client.send("auth/users", { email: "mary@example.com" }, access_token);
    const page = openPage(await linkOf(), { password: PASSWORD });
    await page.press();
    expect(page.outcome()).toContain("have joined");
    expect((await client.logIn("mary@example.com")).token_type).toBe("Bearer");
  });

  it.each(["#__proto__=x", "#constructor=x", "#confirm=", "#confirm"])("takes %s for no link", (hash) => {
    const page = openPage(`${service.platform.url}/account.html${hash}`, {});
    expect(page.parts.email?.hidden).toBe(false);
  });
});
