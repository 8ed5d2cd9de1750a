/** A key that does not exist costs what a wrong secret costs: time tells nothing of which ids there are. */
import { beforeEach, describe, expect, it, vi } from "vitest";

const counted = vi.hoisted(() => ({ hashes: 0, comparisons: 0 }));
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  return {
    ...crypto,
    createHash: (...args: Parameters<typeof crypto.createHash>) => {
      counted.hashes += 1;
      return crypto.createHash(...args);
    },
    timingSafeEqual: (...args: Parameters<typeof crypto.timingSafeEqual>) => {
      counted.comparisons += 1;
      return crypto.timingSafeEqual(...args);
    },
  };
});

const { newKeyRecord } = await import("../../../lib/auth/api-key.ts");
const { createAuthenticator } = await import("../../../lib/auth/authenticator.ts");
const { digestKey, generateKey, parseKeyText } = await import("../../../lib/auth/key-text.ts");

/** What it takes to refuse a credential, when the store knows that other one, or none. */
async function workFor(credential: string, known: string | null) {
  let asked = 0;
  const record = newKeyRecord({ id: "k", tenant: "acc_1", createdAt: 0 });
  const state = { revision: 0, former: null, usedAt: null, revokedAt: null };
  const key = known === null ? null : { record, digest: digestKey(known), ...state };
  const find = async () => {
    asked += 1;
    return key === null ? null : { key, now: 0 };
  };
  const authenticator = createAuthenticator({
    keys: { find, read: async () => null },
    uploadTokens: { find: async () => null },
    environment: "test",
    adminKey: "a".repeat(40),
    tokens: null,
  });
  Object.assign(counted, { hashes: 0, comparisons: 0 });
  const error = await authenticator.authenticate(credential).catch((refusal: unknown) => refusal);
  return { asked, ...counted, error };
}

describe("Refusing a key", () => {
  const key = generateKey("test");
  const { id = "" } = parseKeyText(key) ?? {};
  beforeEach(() => void Object.assign(counted, { hashes: 0, comparisons: 0 }));

  it("takes the same questions, hashes and comparisons, and the same words, whether its id is known or not", async () => {
    const unknown = await workFor(key, null);
    expect(unknown).toMatchObject({ asked: 1, hashes: 2, error: { code: "key_invalid" } });
    expect(unknown.comparisons).toBeGreaterThan(1);
    expect(await workFor(key, generateKey("test", "dk", id))).toEqual(unknown);
  });
});
