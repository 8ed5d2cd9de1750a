/** Who bears a token: which of those who sign is asked, and what an identity follows from. */
import { randomBytes } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createAccessTokens } from "../../../lib/auth/access-token.ts";
import type { Standing } from "../../../lib/auth/account.ts";
import { createOutsideIssuer } from "../../../lib/auth/outside-issuer.ts";
import { ACCOUNT_SCOPES } from "../../../lib/auth/scope.ts";
import { createTokenIdentifier } from "../../../lib/auth/token-identity.ts";

const OWN = "https://docat.example";
const SHARED = "a shared secret of at least 32 characters";
const tokens = createAccessTokens([{ kid: "a", bytes: randomBytes(32) }], OWN);
const subject = { user: `usr_${"1".repeat(32)}`, tenant: `acc_${"2".repeat(32)}`, session: `ses_${"3".repeat(32)}` };

function identifier(standing: Standing | null, plan: string | null = null) {
  const asked: string[][] = [];
  const settings = { issuer: "hasura-auth", audience: "none", account_claim: "sub", hs256_secret: SHARED };
  const outside = createOutsideIssuer(settings, { fetchKeys: () => Promise.reject(new Error("Not asked for.")) });
  const { identify } = createTokenIdentifier({
    tokens,
    issuers: [outside],
    sessions: {
      standing: async (...about) => {
        asked.push(about);
        return standing;
      },
    },
    accounts: { planOf: async () => plan },
  });
  return { identify, asked };
}

function outsideToken(issuer = "hasura-auth"): Promise<string> {
  const at = Math.floor(Date.now() / 1_000);
  return new SignJWT({ iss: issuer, sub: "user-1", iat: at, exp: at + 600 })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(SHARED));
}

describe("A token of ours", () => {
  it("stands for what its user may do at this moment", async () => {
    const { identify, asked } = identifier({ role: "member", plan: "standard" });
    const identity = await identify(await tokens.sign(subject));
    expect(identity).toMatchObject({
      kind: "user",
      id: subject.user,
      tenant: subject.tenant,
      plan: "standard",
      job: null,
    });
    expect(identity.scopes.has("jobs:write")).toBe(true);
    for (const scope of ["keys:admin", "account:admin", "webhooks:admin", "operator"] as const) {
      expect(identity.scopes.has(scope)).toBe(false);
    }
    expect(asked).toEqual([[subject.tenant, subject.user, subject.session]]);
  });

  it("of an owner may do all that an account may, and nothing of the operator's", async () => {
    const { scopes, plan } = await identifier({ role: "owner", plan: null }).identify(await tokens.sign(subject));
    expect([...scopes]).toEqual(ACCOUNT_SCOPES);
    expect(plan).toBe("free");
  });

  it("is of no use once its session is no more", async () => {
    await expect(identifier(null).identify(await tokens.sign(subject))).rejects.toMatchObject({ code: "key_expired" });
  });

  it("has nobody ask the store when it is forged", async () => {
    const { identify, asked } = identifier({ role: "owner", plan: null });
    const forged = createAccessTokens([{ kid: "a", bytes: randomBytes(32) }], OWN);
    await expect(identify(await forged.sign(subject))).rejects.toMatchObject({ code: "key_invalid" });
    await expect(identify(await outsideToken(OWN))).rejects.toMatchObject({ code: "key_invalid" });
    expect(asked).toEqual([]);
  });
});

describe("A token of an outside issuer", () => {
  it("stands for an account of that issuer, on the plan that was set for it", async () => {
    const identity = await identifier(null, "standard").identify(await outsideToken());
    expect(identity).toMatchObject({ kind: "issuer", plan: "standard", origins: null, security: {} });
    expect(identity.tenant).not.toContain("user-1");
  });

  it.each(["another", "", "hasura-auth "])("is not one of %j", async (issuer) => {
    const token = outsideToken(issuer);
    await expect(identifier(null).identify(await token)).rejects.toMatchObject({ code: "key_invalid" });
  });
});

describe("What is no token", () => {
  it.each(["", "a.b.c", "x".repeat(8_193), `e30.${"A".repeat(9_000)}.e30`, "e30.e30.e30"])(
    "is refused: %#",
    async (text) => {
      await expect(identifier(null).identify(text)).rejects.toMatchObject({ code: "key_invalid" });
    },
  );
});
