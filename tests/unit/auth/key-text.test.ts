/** The text of a key: told from other text, and from a mistyped key, without asking anybody. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestKey, generateKey, newKeyId, parseKeyText } from "../../../lib/auth/key-text.ts";

describe("A fresh key", () => {
  it("says its environment and its id, and ends in 256 bits and a checksum", () => {
    const id = newKeyId();
    const key = generateKey("live", "dk", id);
    expect(key).toMatch(/^dk_live_[0-9A-Za-z]{22}_[0-9A-Za-z]{49}$/);
    expect(parseKeyText(key)).toEqual({ prefix: "dk", environment: "live", id });
  });

  it("is never made twice, nor is its id", () => {
    const keys = Array.from({ length: 2_000 }, () => generateKey("test"));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(keys.map((key) => parseKeyText(key)?.id)).size).toBe(keys.length);
  });

  it("uses all of its 256 bits: no digit of the secret is always the same", () => {
    const secrets = Array.from({ length: 500 }, () => generateKey("test").slice(31, 74));
    for (let at = 0; at < 43; at++) expect(new Set(secrets.map((secret) => secret[at])).size).toBeGreaterThan(2);
  });
});

describe("A text", () => {
  const key = generateKey("test");

  it("that differs in one letter is no key", () => {
    for (let at = 0; at < key.length; at++) {
      const other = key[at] === "a" ? "b" : "a";
      expect(parseKeyText(key.slice(0, at) + other + key.slice(at + 1)), `letter ${at}`).toBeNull();
    }
  });

  it("with two letters swapped is no key", () => {
    for (let at = 31; at + 1 < key.length; at++) {
      if (key[at] === key[at + 1]) continue;
      expect(parseKeyText(`${key.slice(0, at)}${key[at + 1]}${key[at]}${key.slice(at + 2)}`)).toBeNull();
    }
  });

  it.each(["", "dk_", `${key} `, ` ${key}`, `${key}\n`, key.toUpperCase(), key.slice(1), `${key}0`, "dk_dev_local"])(
    "%j is no key",
    (text) => {
      expect(parseKeyText(text)).toBeNull();
    },
  );

  it("is known by the SHA-256 of the whole of it", () => {
    expect(digestKey(key)).toBe(createHash("sha256").update(key, "utf8").digest("hex"));
  });
});
