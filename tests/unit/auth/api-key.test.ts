/** API keys: secrets that are never stored. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ApiKeyRecord, describeKey, digestKey, generateKey, issueKey } from "../../../lib/auth/api-key.ts";

describe("A fresh API key", () => {
  it("has a prefix to know it by and 256 bits, in characters that need no escape", () => {
    const key = generateKey();
    expect(key).toMatch(/^dk_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(key.slice(3), "base64url")).toHaveLength(32);
  });

  it("is never made twice", () => {
    const keys = Array.from({ length: 2_000 }, generateKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("An issued key", () => {
  it("is stored by the SHA-256 of its secret, and nothing stored holds the secret", async () => {
    const puts: [digest: string, record: ApiKeyRecord][] = [];
    const put = async (digest: string, record: ApiKeyRecord) => void puts.push([digest, record]);
    const secret = generateKey();
    const record = await issueKey({ put, find: async () => null }, secret, "tenant-1");
    const digest = createHash("sha256").update(secret, "utf8").digest("hex");
    expect(puts).toEqual([[digest, { id: `key_${digest.slice(0, 16)}`, tenant: "tenant-1", admin: false }]]);
    expect(record).toEqual(puts[0]?.[1]);
    expect(JSON.stringify(puts)).not.toContain(secret.slice(3));
  });

  it("has a public name that follows from the digest and says little of it", () => {
    const digest = digestKey("secret");
    expect(describeKey(digest, "t")).toEqual(describeKey(digest, "t"));
    expect(describeKey(digest, "t").id).not.toBe(describeKey(digestKey("secret "), "t").id);
    expect(describeKey(digest, "t").id).toHaveLength("key_".length + 16);
  });
});
