/** Accounts over HTTP, as their users meet them: registering, logging in, going on, getting out, and what to do about a forgotten password. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT_SCOPES } from "../../lib/auth/scope.ts";
import type { TokenSetBody } from "../../lib/contracts/account.ts";
import { ADMIN_KEY, accountClient, PASSWORD, refusalOf, startAccountService } from "../support/account-client.ts";
import { ENGINES } from "../support/engines.ts";
import { startMailServer, type TestMailServer } from "../support/mail-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, type TestService } from "../support/test-service.ts";

const ADA = "ada@example.com";
const tokensOf = async (response: Response) => (await response.json()) as TokenSetBody;

describe.each(ENGINES)("Accounts on the $name", ({ preferServer }) => {
  let mail: TestMailServer;
  let service: TestService;
  let client: ReturnType<typeof accountClient>;
  beforeAll(async () => {
    mail = await startMailServer();
    service = await startAccountService(mail, { preferServer });
    client = accountClient(service, mail);
    await client.join(ADA);
  });
  afterAll(async () => {
    await service.close();
    await mail.close();
  });

  it("are there once the link in the mail was followed, and not before", async () => {
    const email = "grace@example.com";
    const answer = await client.send("auth/register", { email: " Grace@EXAMPLE.com ", password: PASSWORD });
    expect(answer.status).toBe(202);
    expect(await bodyOf(answer)).toEqual({ status: "mail_sent" });
    expect(await refusalOf(await client.send("auth/login", { email, password: PASSWORD }))).toBe(
      "401 credentials_wrong",
    );
    const token = await client.linkToken("confirm");
    const confirmed = await client.send("auth/confirm", { token });
    expect(await bodyOf(confirmed)).toMatchObject({ email, email_verified: true, role: "owner" });
    expect(await refusalOf(await client.send("auth/confirm", { token }))).toBe("422 link_invalid");
    expect((await client.logIn(email)).token_type).toBe("Bearer");
  });

  it("open with tokens that say how long they last, and are kept by nobody on the way", async () => {
    const answer = await client.send("auth/login", { email: "ADA@example.com", password: PASSWORD });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const tokens = await tokensOf(answer);
    expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 1_800, refresh_expires_in: 86_400 });
    const me = await bodyOf(await client.get("auth/me", tokens.access_token));
    expect(me).toMatchObject({
      credential: { kind: "user", scopes: ACCOUNT_SCOPES },
      account: { plan: "free" },
      user: { email: ADA, role: "owner" },
    });
  });

  it("have jobs of their own, which another account does not see", async () => {
    await client.join("eve@example.com");
    const [ada, eve] = [await client.logIn(ADA), await client.logIn("eve@example.com")];
    const post = await fetch(`${service.platform.url}/v1/jobs`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.access_token}`, "content-type": "application/pdf" },
      body: pdfOfPages(1),
    });
    expect(post.status).toBe(202);
    const { id } = await bodyOf(post);
    expect((await client.get(`jobs/${id}`, ada.access_token)).status).toBe(200);
    expect(await refusalOf(await client.get(`jobs/${id}`, eve.access_token))).toBe("404 job_unknown");
    await service.platform.idle();
  });

  it("go on by refresh tokens, each of which works once", async () => {
    const first = await client.logIn(ADA);
    const refresh = (token: string) => client.send("auth/refresh", { refresh_token: token });
    const second = await tokensOf(await refresh(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    // An answer that was lost: the same client asks again, and is told the same.
    expect((await tokensOf(await refresh(first.refresh_token))).refresh_token).toBe(second.refresh_token);
    const third = await tokensOf(await refresh(second.refresh_token));
    expect((await client.get("auth/me", third.access_token)).status).toBe(200);
    // A copy of one that was used: whoever has it, and whoever it was copied from, are out.
    expect(await refusalOf(await refresh(first.refresh_token))).toBe("401 session_ended");
    expect(await refusalOf(await refresh(third.refresh_token))).toBe("401 session_ended");
    expect(await refusalOf(await client.get("auth/me", third.access_token))).toBe("401 key_expired");
  });

  it("close: one session, or all of them, and their access tokens with them", async () => {
    const [one, two, three] = [await client.logIn(ADA), await client.logIn(ADA), await client.logIn(ADA)];
    const me = async ({ access_token }: TokenSetBody) => (await client.get("auth/me", access_token)).status;
    expect((await client.send("auth/logout", { refresh_token: one.refresh_token })).status).toBe(204);
    expect(await me(one)).toBe(401);
    expect(await me(two)).toBe(200);
    expect((await client.send("auth/logout", { refresh_token: one.refresh_token })).status).toBe(204);
    expect((await client.send("auth/logout/everywhere", null, two.access_token)).status).toBe(204);
    expect(await me(two)).toBe(401);
    expect(await me(three)).toBe(401);
    const again = await client.send("auth/refresh", { refresh_token: three.refresh_token });
    expect(await refusalOf(again)).toBe("401 session_ended");
  });

  it("change their password: every other session ends", async () => {
    const email = "linus@example.com";
    await client.join(email);
    const [here, there] = [await client.logIn(email), await client.logIn(email)];
    const change = (current_password: string, new_password: string) =>
      client.send("auth/password", { current_password, new_password }, here.access_token);
    expect(await refusalOf(await change("difference engine", "a whole new engine"))).toBe("401 credentials_wrong");
    expect(await refusalOf(await change(PASSWORD, "password1234"))).toBe("422 password_unusable");
    const next = await tokensOf(await change(PASSWORD, "a whole new engine"));
    expect((await client.get("auth/me", next.access_token)).status).toBe(200);
    expect((await client.get("auth/me", there.access_token)).status).toBe(401);
    expect((await client.get("auth/me", here.access_token)).status).toBe(401);
    const old = await client.send("auth/login", { email, password: PASSWORD });
    expect(await refusalOf(old)).toBe("401 credentials_wrong");
    // Whoever did not do it learns of it.
    await expect
      .poll(() => mail.mails.filter(({ to, text }) => to.includes(email) && text.includes("has been changed")).length)
      .toBe(1);
  });

  it("have a forgotten password set anew by a link that works once and ends every session", async () => {
    const email = "alan@example.com";
    await client.join(email);
    const before = await client.logIn(email);
    expect((await client.send("auth/password/forgot", { email })).status).toBe(202);
    const first = await client.linkToken("reset");
    await client.send("auth/password/forgot", { email });
    const token = await client.linkToken("reset");
    const reset = (with_token: string, new_password: string) =>
      client.send("auth/password/reset", { token: with_token, new_password });
    expect(await refusalOf(await reset(first, "a whole new engine"))).toBe("422 link_invalid");
    expect(await refusalOf(await reset(token, "short"))).toBe("422 password_unusable");
    expect((await reset(token, "a whole new engine")).status).toBe(204);
    expect(await refusalOf(await reset(token, "yet another engine"))).toBe("422 link_invalid");
    expect((await client.get("auth/me", before.access_token)).status).toBe(401);
    expect((await client.logIn(email, "a whole new engine")).expires_in).toBe(1_800);
  });

  it("answer the same whether an address has an account or not", async () => {
    const seen = async (path: string, body: object) => {
      const answer = await client.send(path, body);
      const headers = [...answer.headers].filter(([name]) => !/^(date|ratelimit|x-request-id)/i.test(name));
      return { status: answer.status, headers, body: await answer.text() };
    };
    const sent = mail.mails.length;
    for (const [path, more] of [
      ["auth/login", { password: "difference engine" }],
      ["auth/register", { password: PASSWORD }],
      ["auth/password/forgot", {}],
    ] as const) {
      const known = await seen(path, { email: ADA, ...more });
      expect(await seen(path, { email: "nobody@example.com", ...more })).toEqual(known);
    }
    // To the known address that it has an account, and a link to set its password; to the other one a link to confirm it.
    const news = () => mail.mails.slice(sent).filter(({ text }) => !text.includes("has been changed"));
    await expect.poll(() => news().length).toBe(3);
    const texts = news()
      .map(({ text }) => text)
      .join("\n");
    expect(texts).toContain("has an account already");
    expect(texts.match(/#reset=/g)).toHaveLength(1);
    expect(texts.match(/#confirm=/g)).toHaveLength(1);
    expect((await client.logIn(ADA)).token_type).toBe("Bearer");
  });

  it("are shared with those who are invited, who do the work and nothing else", async () => {
    const owner = await client.logIn(ADA);
    expect((await client.send("auth/users", { email: "mary@example.com" }, owner.access_token)).status).toBe(202);
    const token = await client.linkToken("invite");
    expect(await refusalOf(await client.send("auth/confirm", { token }))).toBe("422 password_unusable");
    expect((await client.send("auth/confirm", { token, password: PASSWORD })).status).toBe(200);
    const member = await client.logIn("mary@example.com");
    const [ofOwner, ofMember] = [
      await bodyOf(await client.get("auth/me", owner.access_token)),
      await bodyOf(await client.get("auth/me", member.access_token)),
    ];
    expect(ofMember).toMatchObject({ account: ofOwner.account as object, user: { role: "member" } });
    expect(await refusalOf(await client.get("auth/users", member.access_token))).toBe("403 scope_missing");
    const { users } = (await (await client.get("auth/users", owner.access_token)).json()) as {
      users: { id: string }[];
    };
    expect(users.map((user) => (user as unknown as { email: string }).email)).toEqual([ADA, "mary@example.com"]);
    const [self, other] = users.map(({ id }) => id);
    const remove = (id: string | undefined) => client.send(`auth/users/${id}`, null, owner.access_token, "DELETE");
    expect(await refusalOf(await remove(self))).toBe("404 user_unknown");
    expect((await remove(other)).status).toBe(204);
    expect(await refusalOf(await remove(other))).toBe("404 user_unknown");
    expect(await refusalOf(await client.get("auth/me", member.access_token))).toBe("401 key_expired");
    const audit = (await (await client.get("audit", owner.access_token)).json()) as { events: { event: string }[] };
    const events = audit.events.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["user.invited", "user.removed", "login.succeeded"]));
  });

  it("are made by the operator too, who says which plan they are on", async () => {
    const email = "kurt@example.com";
    const made = await client.send("accounts", { email, password: PASSWORD }, ADMIN_KEY);
    expect(made.status).toBe(201);
    const { account } = await bodyOf(made);
    expect(await refusalOf(await client.send("accounts", { email, password: PASSWORD }, ADMIN_KEY))).toBe(
      "409 email_taken",
    );
    const { access_token } = await client.logIn(email);
    expect(await refusalOf(await client.send("accounts", { email, password: PASSWORD }, access_token))).toBe(
      "403 scope_missing",
    );
    const planned = await client.send(`accounts/${account}/plan`, { plan: "standard" }, ADMIN_KEY, "PUT");
    expect(await bodyOf(planned)).toEqual({ id: account, plan: "standard" });
    expect(await bodyOf(await client.get("auth/me", access_token))).toMatchObject({ account: { plan: "standard" } });
  });

  it("are erased with all their users, and the addresses are free again", async () => {
    const email = "emmy@example.com";
    await client.join(email);
    const { access_token, refresh_token } = await client.logIn(email);
    const { account } = (await (await client.get("auth/me", access_token)).json()) as { account: { id: string } };
    const erased = await fetch(`${service.platform.url}/v1/account`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${access_token}`, "confirm-account": account.id },
    });
    expect(await bodyOf(erased)).toMatchObject({ erased: { users: 1 }, complete: true });
    expect(await refusalOf(await client.get("auth/me", access_token))).toBe("401 key_expired");
    expect(await refusalOf(await client.send("auth/refresh", { refresh_token }))).toBe("401 session_ended");
    const again = await client.send("auth/login", { email, password: PASSWORD });
    expect(await refusalOf(again)).toBe("401 credentials_wrong");
    await client.join(email);
  });

  it("tell an API key who it is, and that it is nobody who logged in", async () => {
    const { apiKey } = service.platform;
    const me = await bodyOf(await client.get("auth/me", apiKey));
    expect(me).toMatchObject({ credential: { kind: "key" }, user: null });
    expect(await refusalOf(await client.send("auth/logout/everywhere", null, apiKey))).toBe("403 user_only");
  });

  it.each([
    ["auth/login", { email: ADA }],
    ["auth/login", { email: ADA, password: PASSWORD, more: 1 }],
    ["auth/login", { email: [ADA], password: { $ne: "" } }],
    ["auth/login", { email: ADA, password: "x".repeat(2_000) }],
    ["auth/register", { email: "not an address", password: PASSWORD }],
    ["auth/register", { email: "ada@example.com\r\nBcc: x@evil.example", password: PASSWORD }],
    ["auth/refresh", { refresh_token: 7 }],
    ["auth/password/forgot", { email: "@" }],
  ])("refuse what is malformed: %s %j", async (path, body) => {
    expect(await refusalOf(await client.send(path, body))).toBe("400 options_invalid");
  });

  it.each([
    ["auth/refresh", { refresh_token: "rt_nothing" }, "401 session_ended"],
    ["auth/refresh", { refresh_token: `rt_${"0".repeat(64)}_${"a".repeat(43)}` }, "401 session_ended"],
    ["auth/confirm", { token: `cf_${"a".repeat(43)}` }, "422 link_invalid"],
    [
      "auth/password/reset",
      { token: `pr_${"0".repeat(32)}_${"a".repeat(43)}`, new_password: PASSWORD },
      "422 link_invalid",
    ],
    ["auth/register", { email: "new@example.com", password: "password1234" }, "422 password_unusable"],
  ])("refuse what is made up: %s %#", async (path, body, refusal) => {
    expect(await refusalOf(await client.send(path, body))).toBe(refusal);
  });
});
