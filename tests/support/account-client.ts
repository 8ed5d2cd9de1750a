/** A user of a service under test: requests to /v1/auth as a frontend makes them, and the mails that they lead to. */
import { expect } from "vitest";
import type { TokenSetBody } from "../../lib/contracts/account.ts";
import type { TestMailServer } from "./mail-server.ts";
import { bodyOf, startTestService, type TestService, type TestServiceOptions } from "./test-service.ts";

/** No windows by address: all callers of a test come from one. */
export const NO_ADDRESS_LIMITS = JSON.stringify({
  addresses: { anonymous_minute: null, anonymous_hour: null, login_minute: null, password_reset_hour: null },
});

export const PASSWORD = "analytical engine";
export const ADMIN_KEY = `administrator-${"k".repeat(40)}`;

/** A service that mails to this server, and lets anybody register. */
export function startAccountService(mail: TestMailServer, options: TestServiceOptions = {}): Promise<TestService> {
  const variables = {
    SMTP_URL: mail.url,
    MAIL_FROM: "Docat <no-reply@docat.example>",
    LIMITS: NO_ADDRESS_LIMITS,
    ADMIN_API_KEY: ADMIN_KEY,
    ...options.variables,
  };
  return startTestService({ ...options, variables });
}

export function accountClient(service: TestService, mail: TestMailServer) {
  const send = (path: string, body: object | null, token: string | null = null, method = "POST") =>
    fetch(`${service.platform.url}/v1/${path}`, {
      method,
      headers: {
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
  const get = (path: string, token: string | null = null) => send(path, null, token, "GET");

  /** The token in the next link of this kind; mails without one are passed over. */
  async function linkToken(kind: "confirm" | "invite" | "reset"): Promise<string> {
    for (;;) {
      const found = new RegExp(`#${kind}=(\\S+)`).exec((await mail.next()).text)?.[1];
      if (found !== undefined) return found;
    }
  }

  async function logIn(email: string, password = PASSWORD): Promise<TokenSetBody> {
    const response = await send("auth/login", { email, password });
    expect(response.status).toBe(200);
    return (await response.json()) as TokenSetBody;
  }

  /** Registers, and follows the link. */
  async function join(email: string, password = PASSWORD): Promise<void> {
    expect((await send("auth/register", { email, password })).status).toBe(202);
    expect((await send("auth/confirm", { token: await linkToken("confirm") })).status).toBe(200);
  }

  return { send, get, linkToken, logIn, join };
}

/** Status and code of a refusal. */
export async function refusalOf(response: Response): Promise<string> {
  return `${response.status} ${(await bodyOf(response)).code}`;
}
