/** The variables that accounts and outside issuers are set up by. */
import { describe, expect, it } from "vitest";
import { issuersOf } from "../../lib/auth/account-settings.ts";
import { parseEnv } from "../../lib/env.ts";

const COMPLETE = {
  KV_REST_API_URL: "https://kv.example",
  KV_REST_API_TOKEN: "kv-token",
  QSTASH_TOKEN: "q",
  QSTASH_CURRENT_SIGNING_KEY: "sig-1",
  QSTASH_NEXT_SIGNING_KEY: "sig-2",
  PUBLIC_BASE_URL: "https://docat.example",
  DATA_KEY: "A".repeat(43),
};

type Variables = Readonly<Record<string, string | undefined>>;

function messageOf(variables: Variables): string {
  try {
    parseEnv(variables);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

/** The names of the variables that are complained of. */
function complaints(variables: Variables): string[] {
  return messageOf(variables)
    .split("\n")
    .flatMap((line) => /^ {2}([A-Z0-9_]+): /.exec(line)?.[1] ?? []);
}

describe("Accounts and issuers", () => {
  const secret = (letter: string) => Buffer.alloc(32, letter).toString("base64");

  it("are not set up by default, and nobody may register", () => {
    const env = parseEnv(COMPLETE);
    expect(env.JWT_SECRETS).toBeUndefined();
    expect(env.REGISTRATION).toBe("closed");
    expect(issuersOf(env)).toEqual([]);
  });

  it("sign with the first secret, and know each by its name", () => {
    const { JWT_SECRETS } = parseEnv({ ...COMPLETE, JWT_SECRETS: `b:${secret("b")}, a:${secret("a")}` });
    expect(JWT_SECRETS?.map(({ kid, bytes }) => [kid, bytes.byteLength])).toEqual([
      ["b", 32],
      ["a", 32],
    ]);
  });

  it.each([
    secret("a"),
    `a:${Buffer.alloc(31).toString("base64")}`,
    `a:${secret("a")},a:${secret("b")}`,
    `a:${secret("a")},`,
    "a:not base64!",
    "a:",
    Array.from({ length: 9 }, (_, n) => `k${n}:${secret("a")}`).join(),
  ])("do not sign with %#", (JWT_SECRETS) => {
    expect(complaints({ ...COMPLETE, JWT_SECRETS })).toEqual(["JWT_SECRETS"]);
    expect(messageOf({ ...COMPLETE, JWT_SECRETS })).not.toContain(JWT_SECRETS.slice(0, 20));
  });

  it("send mail by SMTP, from somebody", () => {
    const set = { SMTP_URL: "smtps://user:secret@mail.example:465", MAIL_FROM: "Docat <no-reply@docat.example>" };
    expect(parseEnv({ ...COMPLETE, ...set })).toMatchObject(set);
    expect(complaints({ ...COMPLETE, SMTP_URL: set.SMTP_URL })).toEqual(["MAIL_FROM"]);
    expect(complaints({ ...COMPLETE, ...set, SMTP_URL: "https://mail.example" })).toEqual(["SMTP_URL"]);
    expect(complaints({ ...COMPLETE, ...set, MAIL_FROM: "a@b.example\nBcc: c@d.example" })).toEqual(["MAIL_FROM"]);
  });

  it("show mails in the log on a developer's machine, and nowhere else", () => {
    expect(complaints({ ...COMPLETE, SMTP_URL: "log:" })).toEqual([]);
    expect(complaints({ ...COMPLETE, SMTP_URL: "log:", VERCEL_ENV: "development" })).toEqual([]);
    for (const VERCEL_ENV of ["production", "preview"]) {
      expect(complaints({ ...COMPLETE, SMTP_URL: "log:", VERCEL_ENV })).toEqual(["SMTP_URL"]);
    }
  });

  it("take an issuer by variables of its own, and several as a list", () => {
    const one = { OIDC_ISSUER: "https://one.example", OIDC_AUDIENCE: "docat" };
    const list = JSON.stringify([{ issuer: "https://two.example", audience: "none" }]);
    const issuers = issuersOf(parseEnv({ ...COMPLETE, ...one, OIDC_ISSUERS: list }));
    expect(issuers.map(({ issuer, jwks_url }) => [issuer, jwks_url])).toEqual([
      ["https://one.example", "https://one.example/.well-known/jwks.json"],
      ["https://two.example", "https://two.example/.well-known/jwks.json"],
    ]);
  });

  it.each([
    ["OIDC_ISSUER", { OIDC_ISSUER: "https://one.example" }],
    ["OIDC_ISSUER", { OIDC_AUDIENCE: "docat" }],
    ["OIDC_ISSUER", { OIDC_ISSUER: "http://one.example", OIDC_AUDIENCE: "docat" }],
    ["OIDC_ISSUER", { OIDC_ISSUER: "one", OIDC_AUDIENCE: "docat", OIDC_HS256_SECRET: "canary" }],
    ["OIDC_ISSUERS", { OIDC_ISSUERS: "{" }],
    ["OIDC_ISSUERS", { OIDC_ISSUERS: '[{"issuer": "canary"}]' }],
  ])("say what is wrong with %s, and never a value: %#", (name, variables) => {
    expect(complaints({ ...COMPLETE, ...variables })).toEqual([name]);
    expect(messageOf({ ...COMPLETE, ...variables })).not.toContain("canary");
  });
});
