/** Which keys let their bearers in, and as whom. */
import { describe, expect, it } from "vitest";
import { type ApiKeyRecord, identifyKey, issueKey, matchesKey, type StoredKey } from "../../../lib/auth/api-key.ts";
import { digestKey, generateKey, parseKeyText } from "../../../lib/auth/key-text.ts";
import { ACCOUNT_SCOPES } from "../../../lib/auth/scope.ts";

const NOW = 1_000_000;

async function stored(text: string, more: Partial<StoredKey> = {}, record: Partial<ApiKeyRecord> = {}) {
  const made = await issueKey({ put: async () => {} }, text, "acc_1", record);
  return { record: made, digest: digestKey(text), revision: 0, former: null, usedAt: null, revokedAt: null, ...more };
}

function identify(text: string, key: StoredKey | null) {
  const find = async () => (key === null ? null : { key, now: NOW });
  return identifyKey({ find }, text, parseKeyText(text)?.id ?? "");
}

describe("An issued key", () => {
  it("is handed to the store as its digest, and nothing of that holds the secret", async () => {
    const puts: [record: ApiKeyRecord, digest: string][] = [];
    const text = generateKey("test");
    await issueKey({ put: async (...put) => void puts.push(put) }, text, "acc_1");
    expect(puts[0]?.[1]).toBe(digestKey(text));
    expect(JSON.stringify(puts)).not.toContain(text.slice(31, 60));
  });

  it("makes its bearer the account with the key's scopes, and all but the operator's unless they are named", async () => {
    const text = generateKey("test");
    const all = await identify(text, await stored(text));
    expect(all).toMatchObject({ kind: "key", tenant: "acc_1", plan: "free", job: null });
    expect([...all.scopes]).toEqual(ACCOUNT_SCOPES);
    expect(all.id).toBe(`key_${parseKeyText(text)?.id}`);
    const some = await identify(text, await stored(text, {}, { scopes: ["jobs:read"] }));
    expect([...some.scopes]).toEqual(["jobs:read"]);
  });

  it("is refused in the same words when its id is unknown, its secret wrong, or it was revoked", async () => {
    const text = generateKey("test");
    const other = generateKey("test");
    const refusals = await Promise.all(
      [
        identify(text, null),
        identify(text, await stored(other)),
        identify(text, await stored(text, { revokedAt: NOW - 1 })),
      ].map((step) => step.catch((error: unknown) => error)),
    );
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals[0]).toMatchObject({ code: "key_invalid", status: 401 });
  });

  it("has an end", async () => {
    const text = generateKey("test");
    await expect(identify(text, await stored(text, {}, { expiresAt: NOW }))).rejects.toMatchObject({
      code: "key_expired",
    });
    expect(await identify(text, await stored(text, {}, { expiresAt: NOW + 1 }))).toMatchObject({ tenant: "acc_1" });
  });

  it("whose end has come does not tell so to the bearer of a wrong secret", async () => {
    const text = generateKey("test");
    const key = await stored(generateKey("test"), {}, { expiresAt: NOW });
    await expect(identify(text, key)).rejects.toMatchObject({ code: "key_invalid" });
  });
});

describe("A rotated key", () => {
  it("is let in by its former secret until the overlap is over", async () => {
    const text = generateKey("test");
    const until = NOW + 1;
    const key = await stored(generateKey("test"), { former: { digest: digestKey(text), until } });
    expect(matchesKey(key, digestKey(text), NOW)).toBe(true);
    expect(matchesKey(key, digestKey(text), until)).toBe(false);
  });
});

describe("A digest", () => {
  it.each(["", "0".repeat(64), "f".repeat(64)])("%j matches no key that is not there", (digest) => {
    expect(matchesKey(null, digest.padEnd(64, "0"), NOW)).toBe(false);
  });
});
