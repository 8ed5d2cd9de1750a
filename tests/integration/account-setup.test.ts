/** What a deployment has set up of accounts and issuers, and what it says where it has not. */
import { afterEach, describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  accountClient,
  NO_ADDRESS_LIMITS,
  PASSWORD,
  refusalOf,
  startAccountService,
} from "../support/account-client.ts";
import { startTestIssuer, type TestIssuer } from "../support/key-set-server.ts";
import { startMailServer, type TestMailServer } from "../support/mail-server.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import { bodyOf, startTestService, type TestService, withKey } from "../support/test-service.ts";

const ADA = { email: "ada@example.com", password: PASSWORD };

describe("A deployment", () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function start(variables: Readonly<Record<string, string>>, withMail = true) {
    const mail: TestMailServer = await startMailServer();
    const given = { LIMITS: NO_ADDRESS_LIMITS, ADMIN_API_KEY: ADMIN_KEY, ...variables };
    const service: TestService = withMail
      ? await startAccountService(mail, { preferServer: false, variables: given })
      : await startTestService({ preferServer: false, variables: given });
    closers.push(
      () => mail.close(),
      () => service.close(),
    );
    return { service, mail, client: accountClient(service, mail) };
  }

  async function startIssuer(): Promise<TestIssuer> {
    const issuer = await startTestIssuer();
    closers.push(() => issuer.close());
    return issuer;
  }

  it("without JWT_SECRETS has no accounts, says so by the variable's name, and takes API keys as ever", async () => {
    const { service, client } = await start({ JWT_SECRETS: "" });
    for (const [path, body] of [
      ["auth/register", ADA],
      ["auth/login", ADA],
      ["auth/refresh", { refresh_token: "rt_nothing" }],
      ["auth/password/forgot", { email: ADA.email }],
    ] as const) {
      const answer = await client.send(path, body);
      expect(answer.status).toBe(404);
      expect(await bodyOf(answer)).toMatchObject({ code: "accounts_not_set_up", detail: "JWT_SECRETS is not set." });
    }
    const job = await fetch(`${service.platform.url}/v1/jobs/job_none`, { headers: withKey(service) });
    expect(await refusalOf(job)).toBe("404 job_unknown");
    expect((await client.get("auth/me", service.platform.apiKey)).status).toBe(200);
    const token = `${"e".repeat(20)}.${"e".repeat(20)}.${"e".repeat(20)}`;
    expect(await refusalOf(await client.get("auth/me", token))).toBe("401 key_invalid");
  });

  it("where nobody may register has accounts all the same, which the operator makes", async () => {
    const { client } = await start({ REGISTRATION: "closed" });
    expect(await refusalOf(await client.send("auth/register", ADA))).toBe("403 registration_closed");
    expect((await client.send("accounts", ADA, ADMIN_KEY)).status).toBe(201);
    expect((await client.logIn(ADA.email)).token_type).toBe("Bearer");
  });

  it("without a mail server does what needs no mail, and logs no link", async () => {
    const { client } = await start({ SMTP_URL: "" }, false);
    expect((await client.send("accounts", ADA, ADMIN_KEY)).status).toBe(201);
    expect((await client.logIn(ADA.email)).token_type).toBe("Bearer");
    for (const [path, body] of [
      ["auth/register", { ...ADA, email: "grace@example.com" }],
      ["auth/password/forgot", { email: ADA.email }],
      ["auth/password/forgot", { email: "nobody@example.com" }],
    ] as const) {
      expect(await bodyOf(await client.send(path, body))).toMatchObject({
        code: "accounts_not_set_up",
        detail: expect.stringContaining("SMTP_URL"),
      });
    }
  });

  it("whose secrets change ends nobody's session while the one before is still there", async () => {
    const [one, two] = ["a", "b"].map((kid) => `${kid}:${Buffer.alloc(32, kid).toString("base64")}`);
    const { client, service } = await start({ JWT_SECRETS: `${two},${one}` });
    await client.join(ADA.email);
    const { access_token } = await client.logIn(ADA.email);
    expect(JSON.parse(Buffer.from(access_token.split(".")[0] ?? "", "base64url").toString())).toMatchObject({
      alg: "HS256",
      kid: "b",
      typ: "at+jwt",
    });
    expect((await client.get("auth/me", access_token)).status).toBe(200);
    expect(service.env.JWT_SECRETS?.map(({ kid }) => kid)).toEqual(["b", "a"]);
  });

  it("lets users of outside issuers in, each to an account of their own", async () => {
    const [one, two] = [await startIssuer(), await startIssuer()];
    const { client, service } = await start({
      JWT_SECRETS: "",
      OIDC_ISSUER: one.issuer,
      OIDC_AUDIENCE: "docat",
      OIDC_ACCOUNT_CLAIM: "org",
      OIDC_SCOPE_CLAIM: "scope",
      OIDC_ISSUERS: JSON.stringify([{ issuer: two.issuer, audience: "none" }]),
    });
    const claims = { sub: "user-1", aud: "docat", org: "org-1", scope: "jobs:write jobs:read" };
    const ofOne = await one.token(claims);
    const post = await fetch(`${service.platform.url}/v1/jobs`, {
      method: "POST",
      headers: { authorization: `Bearer ${ofOne}`, "content-type": "application/pdf" },
      body: pdfOfPages(1),
    });
    expect(post.status).toBe(202);
    const { id } = await bodyOf(post);
    const colleague = await one.token({ ...claims, sub: "user-2" });
    const stranger = await one.token({ ...claims, org: "org-2" });
    // The same names at another issuer are other accounts.
    const elsewhere = await two.token({ sub: "org-1" });
    const reader = await one.token({ ...claims, scope: "jobs:read" });
    expect((await client.get(`jobs/${id}`, ofOne)).status).toBe(200);
    expect((await client.get(`jobs/${id}`, colleague)).status).toBe(200);
    expect(await refusalOf(await client.get(`jobs/${id}`, stranger))).toBe("404 job_unknown");
    expect(await refusalOf(await client.get(`jobs/${id}`, elsewhere))).toBe("404 job_unknown");
    const del = await client.send(`jobs/${id}`, null, reader, "DELETE");
    expect(await refusalOf(del)).toBe("403 scope_missing");
    const me = await bodyOf(await client.get("auth/me", ofOne));
    expect(me).toMatchObject({
      credential: { kind: "issuer", scopes: ["jobs:write", "jobs:read"] },
      account: { plan: "free" },
      user: null,
    });
    const { id: account } = me.account as { id: string };
    expect((await client.send(`accounts/${account}/plan`, { plan: "standard" }, ADMIN_KEY, "PUT")).status).toBe(200);
    expect(await bodyOf(await client.get("auth/me", colleague))).toMatchObject({ account: { plan: "standard" } });
    const forged = await two.token({ ...claims, iss: one.issuer });
    expect(await refusalOf(await client.get("auth/me", forged))).toBe("401 key_invalid");
    await service.platform.idle();
  });

  it("whose issuer does not answer says so, and takes API keys as ever", async () => {
    const issuer = await startIssuer();
    const { client, service } = await start({ OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: "docat" });
    issuer.answerWith((response) => response.destroy());
    const answer = await client.get("auth/me", await issuer.token({ sub: "user-1", aud: "docat" }));
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(await refusalOf(answer)).toBe("503 issuer_unavailable");
    expect((await client.get("auth/me", service.platform.apiKey)).status).toBe(200);
  });

  it("counts guesses of one password by the account's name, wherever they come from", async () => {
    const { client } = await start({ LIMITS: "" });
    const guess = (email: string) => client.send("auth/login", { email, password: "difference engine" });
    const codes: string[] = [];
    for (let n = 0; n < 6; n++) codes.push(await refusalOf(await guess(ADA.email)));
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => "401 credentials_wrong"));
    expect(codes[5]).toBe("429 rate_limited");
  });
});
