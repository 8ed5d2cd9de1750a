/** Secrets that pass through accounts are found nowhere afterwards: not in the store, not in the log, not in an answer that is not theirs. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../../dev/http/free-port.ts";
import { buildServices } from "../../lib/container.ts";
import { createV1 } from "../../lib/http/v1.ts";
import { ADMIN_KEY, accountClient, startAccountService } from "../support/account-client.ts";
import { ENGINES } from "../support/engines.ts";
import { startMailServer, type TestMailServer } from "../support/mail-server.ts";
import { leaksOf, storedStrings } from "../support/stored-strings.ts";
import type { TestService } from "../support/test-service.ts";

describe.each(ENGINES)("Secrets of accounts on the $name", ({ preferServer }) => {
  const logged: string[] = [];
  const answered: string[] = [];
  const secrets: Record<string, string> = {
    address: "canary.mailbox.k7@canary-domain-q3.example",
    invited: "canary.invited.w8@canary-domain-q3.example",
    unknown: "canary.unknown.z2@canary-domain-q3.example",
    password: "orchid-canary-v5-lantern",
    next: "walnut-canary-v6-compass",
    wrong: "birchwood-canary-v7-tide",
    last: "maplesyrup-canary-v8-fog",
  };
  let mail: TestMailServer;
  let service: TestService;

  beforeAll(async () => {
    vi.spyOn(console, "log").mockImplementation((line: unknown) => void logged.push(String(line)));
    mail = await startMailServer();
    service = await startAccountService(mail, { preferServer });
    await live();
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await service.close();
    await mail.close();
  });

  /** Everything that can happen to an account, with what goes wrong as well. */
  async function live(): Promise<void> {
    const client = accountClient(service, mail);
    const send = async (...args: Parameters<typeof client.send>) => {
      const answer = await client.send(...args);
      const text = await answer.text();
      answered.push(text);
      return text;
    };
    const { address, invited, unknown, password, next, wrong, last } = secrets;
    const keep = (name: string, text: string) => {
      secrets[name] = text;
      return text;
    };
    const tokensOf = (name: string, text: string) => {
      const tokens = JSON.parse(text) as { access_token: string; refresh_token: string };
      answered.pop();
      keep(`${name} refresh`, tokens.refresh_token.slice(68));
      keep(`${name} family`, tokens.refresh_token.slice(35, 67));
      keep(`${name} access`, tokens.access_token.split(".")[2] ?? "");
      return tokens;
    };
    await send("auth/register", { email: address, password });
    const confirm = keep("confirm", await client.linkToken("confirm"));
    await send("auth/confirm", { token: confirm });
    answered.pop();
    await send("auth/register", { email: address, password: next });
    await mail.next();
    await send("auth/login", { email: address, password: wrong });
    await send("auth/login", { email: unknown, password: wrong });
    const first = tokensOf("first", await send("auth/login", { email: address, password }));
    const second = tokensOf("second", await send("auth/refresh", { refresh_token: first.refresh_token }));
    await send("auth/password/forgot", { email: unknown });
    await send("auth/password/forgot", { email: address });
    const unused = await client.linkToken("reset");
    keep("unused reset", unused.slice(36));
    await send("auth/password/reset", { token: `${unused.slice(0, -1)}!`, new_password: next });
    await send("auth/users", { email: invited }, second.access_token);
    keep("invite", await client.linkToken("invite"));
    const third = tokensOf(
      "third",
      await send("auth/password", { current_password: password, new_password: next }, second.access_token),
    );
    await send("auth/refresh", { refresh_token: first.refresh_token });
    await send("auth/password", { current_password: wrong, new_password: next }, third.access_token);
    await send("auth/password/forgot", { email: address });
    const reset = await client.linkToken("reset");
    keep("reset", reset.slice(36));
    await send("auth/password/reset", { token: reset, new_password: last });
    tokensOf("fourth", await send("auth/login", { email: address, password: last }));
    await send("accounts", { email: address, password: last }, ADMIN_KEY);
    await send("auth/register", { email: `${address}\r\n`, password: "short" });
    await send("auth/login", { email: address, password: last, more: address } as object);
    // What waits for its address to be confirmed is stored too.
    await send("auth/register", { email: unknown, password: wrong });
    keep("second confirm", await client.linkToken("confirm"));
    secrets.admin = ADMIN_KEY;
    // A store that is away: what was asked of it must not come out with the error.
    const redis = { ...service.env.redis, url: `http://127.0.0.1:${await freePort()}` };
    const app = createV1(buildServices({ ...service.env, redis }));
    const body = JSON.stringify({ email: address, password: last });
    const headers = { "content-type": "application/json" };
    const away = await app.request("/v1/auth/login", { method: "POST", headers, body });
    expect(away.status).toBe(503);
    answered.push(await away.text());
  }

  it("are not in the store, neither whole nor in pieces", async () => {
    expect(Object.keys(secrets).length).toBeGreaterThan(20);
    expect(leaksOf(await storedStrings(service.redis), secrets)).toEqual([]);
  });

  it("are not in the log", () => {
    expect(logged.length).toBeGreaterThan(0);
    expect(leaksOf([{ key: "log", text: logged.join("\n") }], secrets)).toEqual([]);
  });

  it("are not in any answer but the one that gives them out", () => {
    expect(answered.length).toBeGreaterThan(10);
    expect(leaksOf([{ key: "answers", text: answered.join("\n") }], secrets)).toEqual([]);
  });

  it("would be found", async () => {
    await service.redis.set("docat:scratch", `x${secrets.password}`, { ex: 60 });
    expect(leaksOf(await storedStrings(service.redis), secrets)).toEqual(["password in docat:scratch"]);
    await service.redis.del("docat:scratch");
  });
});
