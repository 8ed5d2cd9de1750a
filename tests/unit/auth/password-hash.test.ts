/** Passwords at rest. Most tests hash at a small cost; one holds the cost that is used. */
import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createPasswordHasher } from "../../../lib/auth/password-hash.ts";

const cost = { logN: 4, r: 8, p: 1 };
const hasher = createPasswordHasher({ cost });

describe("A password's hash", () => {
  it("fits its password alone, and is another one each time", async () => {
    const [one, two] = [await hasher.hash("analytical engine"), await hasher.hash("analytical engine")];
    expect(one).not.toBe(two);
    for (const encoded of [one, two]) {
      expect(await hasher.verify("analytical engine", encoded)).toBe(true);
      expect(await hasher.verify("analytical Engine", encoded)).toBe(false);
      expect(await hasher.verify("", encoded)).toBe(false);
    }
  });

  it("is scrypt of RFC 7914, with its parameters and salt in the text", async () => {
    const encoded = await hasher.hash("analytical engine");
    const [, salt = "", hash = ""] = /^\$scrypt\$ln=4,r=8,p=1\$([^$]+)\$([^$]+)$/.exec(encoded) ?? [];
    const expected = scryptSync("analytical engine", Buffer.from(salt, "base64"), 32, { N: 16, r: 8, p: 1 });
    expect(hash).toBe(expected.toString("base64").replace("=", ""));
  });

  it("is made at the cost that OWASP recommends unless another is asked for", async () => {
    const encoded = await createPasswordHasher().hash("analytical engine");
    expect(encoded).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/);
    expect(await hasher.verify("analytical engine", encoded)).toBe(true);
  });

  it("is dated when it was made at another cost, or is none", async () => {
    const dearer = createPasswordHasher({ cost: { ...cost, logN: 5 } });
    const encoded = await hasher.hash("analytical engine");
    expect(hasher.isDated(encoded)).toBe(false);
    expect(dearer.isDated(encoded)).toBe(true);
    expect(await dearer.verify("analytical engine", encoded)).toBe(true);
    expect(hasher.isDated("plain")).toBe(true);
  });

  it("of nobody fits no password", async () => {
    expect(await hasher.verify("analytical engine", null)).toBe(false);
    expect(await hasher.verify("analytical engine", "plain")).toBe(false);
  });
});

describe("A process", () => {
  it("works at so many hashes at once, lets so many wait, and sends the others away", async () => {
    const narrow = createPasswordHasher({ cost: { ...cost, logN: 12 }, atOnce: 1, waiting: 2 });
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => narrow.hash("analytical engine")));
    expect(asked.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
    expect(asked[4]).toMatchObject({ reason: { code: "busy", retryAfterSeconds: 2 } });
    expect(await narrow.hash("analytical engine")).toContain("$scrypt$");
  });

  it("has room again after a hash that failed", async () => {
    const narrow = createPasswordHasher({ cost: { logN: 0, r: 8, p: 1 }, atOnce: 1, waiting: 0 });
    for (let n = 0; n < 3; n++)
      await expect(narrow.hash("analytical engine")).rejects.not.toMatchObject({ code: "busy" });
  });
});
