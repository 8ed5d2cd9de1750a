/** Tokens of outside issuers, by keys that a server on this machine publishes: who is let in, and what is refused. */
import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type IssuerSettings, issuerSettingsSchema } from "../../../lib/auth/issuer-settings.ts";
import { createOutsideIssuer, tenantOfClaim } from "../../../lib/auth/outside-issuer.ts";
import { ACCOUNT_SCOPES } from "../../../lib/auth/scope.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { createKeySetClient } from "../../../lib/net/key-set-client.ts";
import { seconds, startTestIssuer, type TestIssuer } from "../../support/key-set-server.ts";

const AUDIENCE = "docat-api";
const claims = { sub: "user-1", aud: AUDIENCE };

/** What an issuer may send in place of its keys. */
const ANSWERS: readonly (readonly [name: string, answer: (response: ServerResponse) => unknown])[] = [
  ["breaks off", (response) => response.destroy()],
  ["answers with an error", (response) => response.writeHead(500).end()],
  ["sends a page", (response) => response.end("<html>")],
  ["sends what is no set of keys", (response) => response.end("[1]")],
  ["sends too much", (response) => response.end(`{"keys":[],"x":"${"x".repeat(70_000)}"}`)],
  ["sends elsewhere", (response) => response.writeHead(302, { location: "/keys" }).end()],
];

let idp: TestIssuer;
beforeEach(async () => {
  idp = await startTestIssuer();
});
afterEach(() => idp.close());

const settings = (more: object = {}): IssuerSettings =>
  issuerSettingsSchema.parse({ issuer: idp.issuer, audience: AUDIENCE, ...more });
const open = (more: object = {}) => createOutsideIssuer(settings(more), { fetchKeys: createKeySetClient() });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "accepted";
  } catch (error) {
    return error instanceof DocatError ? error.code : `crashed: ${error}`;
  }
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("A token of an outside issuer", () => {
  it.each(["RS256", "PS256", "ES256", "EdDSA"])("that is signed with %s tells the account", async (alg) => {
    await idp.rotate({ alg });
    const found = await open().verify(await idp.token(claims));
    expect(found.tenant).toBe(tenantOfClaim(idp.issuer, "user-1"));
    expect(found.tenant).toMatch(/^acc_[0-9a-f]{32}$/);
    expect(found.id).toMatch(/^sub_[0-9a-f]{32}$/);
    expect([...found.scopes]).toEqual(ACCOUNT_SCOPES);
  });

  it("names the account by the claim that was set, also one that lies deeper", async () => {
    const token = await idp.token({ ...claims, org: "o-1", "https://a/b": { "x~y": "o-2" } });
    expect((await open({ account_claim: "org" }).verify(token)).tenant).toBe(tenantOfClaim(idp.issuer, "o-1"));
    const deeper = open({ account_claim: "/https:~1~1a~1b/x~0y" });
    expect((await deeper.verify(token)).tenant).toBe(tenantOfClaim(idp.issuer, "o-2"));
  });

  it.each([undefined, "", 7, null, ["o-1"], { id: "o-1" }, "x".repeat(256)])(
    "whose account is %j is refused",
    async (org) => {
      const issuer = open({ account_claim: "org" });
      expect(await codeOf(issuer.verify(await idp.token({ ...claims, org })))).toBe("key_invalid");
    },
  );

  it("is of an account of this issuer, which no other issuer's can be", () => {
    expect(tenantOfClaim("https://a", "b")).not.toBe(tenantOfClaim("https://b", "b"));
    expect(tenantOfClaim("https://a", "bc")).not.toBe(tenantOfClaim("https://ab", "c"));
  });

  it("may do what its scopes say, where a claim for them is set, and never the operator's work", async () => {
    const issuer = open({ scope_claim: "scope" });
    const scopesFor = async (scope: unknown) => [
      ...(await issuer.verify(await idp.token({ ...claims, scope }))).scopes,
    ];
    expect(await scopesFor("openid jobs:read operator jobs:write")).toEqual(["jobs:write", "jobs:read"]);
    expect(await scopesFor(["jobs:read", "operator", 7])).toEqual(["jobs:read"]);
    expect(await scopesFor(undefined)).toEqual([]);
    expect(await scopesFor({ "jobs:read": true })).toEqual([]);
  });

  it.each([
    ["without exp", { exp: undefined }],
    ["that ends at 1e300", { exp: 1e300 }],
    ["that ends in a month", { exp: seconds() + 30 * 86_400 }],
    ["without iat", { iat: undefined }],
    ["signed in the future", { iat: seconds() + 60 }],
    ["without aud", { aud: undefined }],
    ["for another audience", { aud: "another" }],
    ["for other audiences", { aud: ["another", "docat"] }],
    ["by another issuer", { iss: "https://evil.example" }],
    ["by the same issuer spelt otherwise", { iss: "HTTP://127.0.0.1" }],
    ["without sub", { sub: undefined }],
    ["whose sub is empty", { sub: "" }],
    ["whose sub is a number", { sub: 7 }],
    ["that begins in the future", { nbf: seconds() + 60 }],
  ])("%s is refused", async (_name, more) => {
    expect(await codeOf(open().verify(await idp.token({ ...claims, ...more })))).toBe("key_invalid");
  });

  it("that has ended has expired", async () => {
    const token = await idp.token({ ...claims, exp: seconds() - 60 });
    expect(await codeOf(open().verify(token))).toBe("key_expired");
  });

  it("signed with a public key as if it were a secret is refused", async () => {
    const { keys } = (await (await fetch(idp.jwksUrl)).json()) as { keys: { kid: string; n: string }[] };
    const [{ kid, n } = { kid: "", n: "" }] = keys;
    for (const key of [JSON.stringify(keys[0]), n, Buffer.from(n, "base64url")]) {
      const all = { iss: idp.issuer, iat: seconds(), exp: seconds() + 600, ...claims };
      const input = `${part({ alg: "HS256", kid })}.${part(all)}`;
      const token = `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
      expect(await codeOf(open().verify(token))).toBe("key_invalid");
    }
  });

  it("that brings its own key, or says where it is, is refused", async () => {
    const evil = await startTestIssuer();
    try {
      const { keys } = (await (await fetch(evil.jwksUrl)).json()) as { keys: object[] };
      const asked = evil.asked();
      const token = await evil.token({ ...claims, iss: idp.issuer }, { jwk: keys[0], jku: evil.jwksUrl });
      expect(await codeOf(open().verify(token))).toBe("key_invalid");
      expect(evil.asked()).toBe(asked);
    } finally {
      await evil.close();
    }
  });

  it("without a signature is refused", async () => {
    const all = { iss: idp.issuer, iat: seconds(), exp: seconds() + 600, ...claims };
    expect(await codeOf(open().verify(`${part({ alg: "none" })}.${part(all)}.`))).toBe("key_invalid");
  });
});

describe("An issuer without an audience", () => {
  it("is let in when that was said, with tokens that have none", async () => {
    const issuer = open({ audience: "none" });
    expect(await codeOf(issuer.verify(await idp.token({ sub: "user-1" })))).toBe("accepted");
    expect(await codeOf(issuer.verify(await idp.token({ sub: "user-1", aud: "another" })))).toBe("key_invalid");
  });
});

describe("An issuer with a shared secret", () => {
  const secret = "a shared secret of at least 32 characters";

  function token(alg: "HS256" | "HS512", key = secret): string {
    const all = { iss: "hasura-auth", iat: seconds(), exp: seconds() + 600, ...claims };
    const input = `${part({ alg })}.${part(all)}`;
    return `${input}.${createHmac(alg === "HS256" ? "sha256" : "sha512", key)
      .update(input)
      .digest("base64url")}`;
  }

  it("is let in with HS256 and that secret alone", async () => {
    const issuer = open({ issuer: "hasura-auth", hs256_secret: secret });
    expect(await codeOf(issuer.verify(token("HS256")))).toBe("accepted");
    expect(await codeOf(issuer.verify(token("HS512")))).toBe("key_invalid");
    expect(await codeOf(issuer.verify(token("HS256", `${secret}!`)))).toBe("key_invalid");
    expect(idp.asked()).toBe(0);
  });
});

describe("The keys of an issuer", () => {
  /** Only the wall clock stands still; what waits goes on waiting. */
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  it("are fetched once for many tokens", async () => {
    const issuer = open();
    const token = await idp.token(claims);
    await Promise.all(Array.from({ length: 20 }, () => issuer.verify(token)));
    expect(idp.asked()).toBe(1);
  });

  it("may change: a new one is found, and the one before is good for as long as it is published", async () => {
    const issuer = open();
    const before = await idp.token(claims);
    expect(await codeOf(issuer.verify(before))).toBe("accepted");
    await idp.rotate();
    pass(31_000);
    expect(await codeOf(issuer.verify(await idp.token(claims)))).toBe("accepted");
    expect(await codeOf(issuer.verify(before))).toBe("accepted");
    await idp.rotate({ drop: true });
    pass(301_000);
    expect(await codeOf(issuer.verify(await idp.token(claims)))).toBe("accepted");
    expect(await codeOf(issuer.verify(before))).toBe("key_invalid");
  });

  it("that nobody knows have the issuer asked no more than twice a minute", async () => {
    const issuer = open();
    expect(await codeOf(issuer.verify(await idp.token(claims)))).toBe("accepted");
    for (let n = 0; n < 60; n++) {
      expect(await codeOf(issuer.verify(await idp.token(claims, { kid: `made up ${n}` })))).toBe("key_invalid");
      pass(1_000);
    }
    expect(idp.asked()).toBeLessThanOrEqual(3);
  });

  it.each(ANSWERS)("cannot be had when it %s, and it is not asked again at once", async (_name, answer) => {
    const issuer = open();
    idp.answerWith(answer);
    const token = await idp.token(claims);
    expect(await codeOf(issuer.verify(token))).toBe("issuer_unavailable");
    expect(await codeOf(issuer.verify(token))).toBe("issuer_unavailable");
    expect(idp.asked()).toBe(1);
    idp.answerWith(null);
    pass(30_001);
    expect(await codeOf(issuer.verify(token))).toBe("accepted");
  });

  it("are believed for an hour more while it does not answer", async () => {
    const issuer = open();
    expect(await codeOf(issuer.verify(await idp.token(claims)))).toBe("accepted");
    idp.answerWith((response) => response.writeHead(500).end());
    pass(3_590_000);
    expect(await codeOf(issuer.verify(await idp.token(claims)))).toBe("accepted");
    pass(60_000);
    expect(await codeOf(issuer.verify(await idp.token(claims)))).toBe("issuer_unavailable");
  });
});
