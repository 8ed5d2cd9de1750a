/** What an operator may say of an outside issuer. */
import { describe, expect, it } from "vitest";
import { issuerListSchema, issuerSettingsSchema } from "../../../lib/auth/issuer-settings.ts";

const AUTH0 = { issuer: "https://tenant.auth0.com/", audience: "docat" };

describe("An issuer's settings", () => {
  it("find the keys below the issuer's own address", () => {
    const { jwks_url, account_claim } = issuerSettingsSchema.parse(AUTH0);
    expect(jwks_url).toBe("https://tenant.auth0.com/.well-known/jwks.json");
    expect(account_claim).toBe("sub");
  });

  it("may say where they are, or that there is a shared secret", () => {
    const jwks_url = "https://keys.example/jwks";
    expect(issuerSettingsSchema.parse({ ...AUTH0, jwks_url }).jwks_url).toBe(jwks_url);
    const shared = { issuer: "hasura-auth", audience: "none", hs256_secret: "s".repeat(32) };
    expect(issuerSettingsSchema.parse(shared).jwks_url).toBeUndefined();
    const local = { ...AUTH0, jwks_url: "http://127.0.0.1:8080/jwks" };
    expect(issuerSettingsSchema.parse(local).jwks_url).toBe(local.jwks_url);
  });

  it.each([
    ["keys that come in the clear", { ...AUTH0, jwks_url: "http://keys.example/jwks" }],
    ["keys of an issuer in the clear", { ...AUTH0, issuer: "http://tenant.example" }],
    ["a password in the address", { ...AUTH0, jwks_url: "https://user:password@keys.example/jwks" }],
    ["a file", { ...AUTH0, jwks_url: "file:///etc/passwd" }],
    ["no audience", { issuer: AUTH0.issuer }],
    ["no way to its keys", { issuer: "hasura-auth", audience: "docat" }],
    ["a short secret", { issuer: "hasura-auth", audience: "docat", hs256_secret: "s".repeat(31) }],
    ["two ways to its keys", { ...AUTH0, jwks_url: "https://keys.example/jwks", hs256_secret: "s".repeat(32) }],
    ["a setting that is not known", { ...AUTH0, audiences: ["a"] }],
  ])("may not have %s", (_name, settings) => {
    expect(issuerSettingsSchema.safeParse(settings).success).toBe(false);
  });

  it("name each issuer once", () => {
    expect(issuerListSchema.safeParse([AUTH0, AUTH0]).success).toBe(false);
    expect(issuerListSchema.safeParse([AUTH0, { ...AUTH0, issuer: "https://other.example" }]).success).toBe(true);
  });
});
