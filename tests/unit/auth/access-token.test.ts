/** Our own access tokens: one test for each way in which a token can be wrong. */
import { createHmac, generateKeyPairSync, randomBytes } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createAccessTokens } from "../../../lib/auth/access-token.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";

const ISSUER = "https://docat.example";
const secret = { kid: "a", bytes: randomBytes(32) };
const subject = {
  user: `usr_${"1".repeat(32)}`,
  tenant: `acc_${"2".repeat(32)}`,
  session: `ses_${"3".repeat(32)}`,
};
const tokens = createAccessTokens([secret], ISSUER);
const now = () => Math.floor(Date.now() / 1_000);

const payload = (): JWTPayload => ({
  iss: ISSUER,
  aud: "docat",
  sub: subject.user,
  acc: subject.tenant,
  sid: subject.session,
  iat: now(),
  exp: now() + 600,
  jti: "1",
});
const header = { alg: "HS256", typ: "at+jwt", kid: "a" };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signed by hand: also what no library would sign. */
function signed(claims: object, head: object = header, key: Uint8Array = secret.bytes, hash = "sha256"): string {
  const input = `${part(head)}.${part(claims)}`;
  return `${input}.${createHmac(hash, key).update(input).digest("base64url")}`;
}

async function codeOf(token: string): Promise<string> {
  try {
    await tokens.verify(token);
    return "accepted";
  } catch (error) {
    return error instanceof DocatError ? error.code : `crashed: ${error}`;
  }
}

/** The claims without one of them. */
function without(name: string): object {
  const { [name]: _, ...rest } = payload();
  return rest;
}

describe("An access token", () => {
  it("tells whom it is for", async () => {
    expect(await tokens.verify(await tokens.sign(subject))).toEqual(subject);
    expect(await tokens.verify(signed(payload()))).toEqual(subject);
  });

  it("lasts half an hour", async () => {
    let at = Date.now();
    const clocked = createAccessTokens([secret], ISSUER, () => at);
    const token = await clocked.sign(subject);
    at += 1_799_000;
    expect(await clocked.verify(token)).toEqual(subject);
    at += 7_000;
    await expect(clocked.verify(token)).rejects.toMatchObject({ code: "key_expired" });
  });

  it.each(["iss", "aud", "sub", "exp", "iat", "jti", "acc", "sid"])("without %s is refused", async (name) => {
    expect(await codeOf(signed(without(name)))).toBe("key_invalid");
  });

  it.each([
    ["for another audience", { aud: "another" }],
    ["by another issuer", { iss: "https://evil.example" }],
    ["that ends at 1e300", { exp: 1e300 }],
    ["that ends tomorrow", { exp: now() + 86_400 }],
    ["that ends at a text", { exp: "tomorrow" }],
    ["that begins in the future", { nbf: now() + 60 }],
    ["signed in the future", { iat: now() + 60 }],
    ["for a subject that is no text", { sub: 7 }],
    ["for a subject that is a list", { sub: [subject.user] }],
    ["for a subject that is no user", { sub: "admin" }],
    ["for an account that is none", { acc: "acc_admin" }],
  ])("%s is refused", async (_name, claims) => {
    expect(await codeOf(signed({ ...payload(), ...claims }))).toBe("key_invalid");
  });

  it("that has ended, or was signed long ago, has expired", async () => {
    expect(await codeOf(signed({ ...payload(), exp: now() - 60 }))).toBe("key_expired");
    expect(await codeOf(signed({ ...payload(), iat: now() - 3_600 }))).toBe("key_expired");
  });

  it("signed with another algorithm of the same secret is refused", async () => {
    expect(await codeOf(signed(payload(), { ...header, alg: "HS512" }, secret.bytes, "sha512"))).toBe("key_invalid");
  });

  it.each(["none", "None", "NONE", ""])("with the algorithm %j is refused", async (alg) => {
    expect(await codeOf(`${part({ ...header, alg })}.${part(payload())}.`)).toBe("key_invalid");
  });

  it("signed by a key pair is refused", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const token = new SignJWT(payload()).setProtectedHeader({ ...header, alg: "RS256" }).sign(privateKey);
    expect(await codeOf(await token)).toBe("key_invalid");
  });

  it.each([
    ["another", "b"],
    ["none", undefined],
    ["a path", "../../dev/null"],
    ["an object's own", "__proto__"],
  ])("under %s key's name is refused", async (_name, kid) => {
    expect(await codeOf(signed(payload(), { ...header, kid }))).toBe("key_invalid");
  });

  it("of another type is refused", async () => {
    expect(await codeOf(signed(payload(), { ...header, typ: "JWT" }))).toBe("key_invalid");
  });

  it("with a demand that is not known is refused", async () => {
    expect(await codeOf(signed(payload(), { ...header, crit: ["b64"], b64: false }))).toBe("key_invalid");
  });

  it("whose text was changed is refused", async () => {
    const [head, , signature] = signed(payload()).split(".");
    const other = part({ ...payload(), sub: `usr_${"9".repeat(32)}` });
    expect(await codeOf(`${head}.${other}.${signature}`)).toBe("key_invalid");
  });

  it.each([
    "",
    ".",
    "..",
    "a.b.c",
    `${part(header)}.${part(payload())}`,
    "x".repeat(1_000_000),
    `${"[".repeat(50_000)}.e30.e30`,
  ])("is not %#", async (text) => {
    expect(await codeOf(text)).toBe("key_invalid");
  });

  it("is refused without a word of it", async () => {
    const token = signed({ ...payload(), aud: "canary-audience" });
    const error: unknown = await tokens.verify(token).catch((thrown: unknown) => thrown);
    const { cause } = error as Error;
    const all = [error, cause].map((thrown) => JSON.stringify(thrown) + String(thrown) + (thrown as Error).stack);
    expect(all.join()).not.toContain("canary");
    expect(cause).not.toHaveProperty("payload");
  });
});

describe("The secrets", () => {
  it("have 32 bytes at least", () => {
    expect(() => createAccessTokens([{ kid: "a", bytes: randomBytes(31) }], ISSUER)).toThrow("32 bytes");
    const short = { kid: "b", bytes: randomBytes(4) };
    expect(() => createAccessTokens([secret, short], ISSUER)).toThrow("32 bytes");
  });

  it("change without ending anybody's token: the first signs, all check", async () => {
    const next = { kid: "b", bytes: randomBytes(32) };
    const rotated = createAccessTokens([next, secret], ISSUER);
    expect(await rotated.verify(await tokens.sign(subject))).toEqual(subject);
    const signedByNext = await rotated.sign(subject);
    expect(await codeOf(signedByNext)).toBe("key_invalid");
    expect(await createAccessTokens([next], ISSUER).verify(signedByNext)).toEqual(subject);
  });

  it("check only what bears their own name", async () => {
    const pair = createAccessTokens([secret, { kid: "b", bytes: randomBytes(32) }], ISSUER);
    await expect(pair.verify(signed(payload(), { ...header, kid: "b" }))).rejects.toMatchObject({
      code: "key_invalid",
    });
  });
});
