/** What is sealed opens with its own key, in its own place, unchanged; and not otherwise. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KEY_BYTES, parseKey, SEAL_BYTES, seal, unseal, Vault } from "../../../lib/crypto/vault.ts";

const unreadable = expect.objectContaining({ code: "sealed_unreadable" });
const key = randomBytes(KEY_BYTES);
const value = Buffer.from("what a document says");

describe("A sealed value", () => {
  it("opens with its key and in its context, and is no longer than it must be", () => {
    const sealed = seal(key, "place 1", value);
    expect(sealed).toHaveLength(value.length + SEAL_BYTES);
    expect(unseal(key, "place 1", sealed)).toEqual(value);
    expect(unseal(key, "empty", seal(key, "empty", Buffer.alloc(0)))).toHaveLength(0);
  });

  it("is another one each time, and shows nothing of what it holds", () => {
    const sealed = [seal(key, "c", value), seal(key, "c", value)];
    expect(sealed[0]?.equals(sealed[1] ?? value)).toBe(false);
    for (const each of sealed) expect(each.includes(value.subarray(0, 4))).toBe(false);
  });

  it("does not open with another key, in another place, or cut short", () => {
    const sealed = seal(key, "place 1", value);
    expect(() => unseal(randomBytes(KEY_BYTES), "place 1", sealed)).toThrow(unreadable);
    expect(() => unseal(key, "place 2", sealed)).toThrow(unreadable);
    for (const end of [0, 11, SEAL_BYTES - 1, SEAL_BYTES, sealed.length - 1]) {
      expect(() => unseal(key, "place 1", sealed.subarray(0, end))).toThrow(unreadable);
    }
  });

  it("does not open when any of its bits was turned over", () => {
    const sealed = seal(key, "c", value);
    for (let at = 0; at < sealed.length; at++) {
      const damaged = Buffer.from(sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => unseal(key, "c", damaged)).toThrow(unreadable);
    }
  });
});

describe("The vault", () => {
  const [old, current] = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)];

  it("makes a key that it can unwrap, another one each time", () => {
    const vault = new Vault(current);
    const made = vault.newKey();
    expect(vault.unwrap(made.wrapped)).toEqual(made.bytes);
    expect(vault.newKey().bytes.equals(made.bytes)).toBe(false);
    expect(made.wrapped).not.toContain(made.bytes.toString("base64"));
  });

  it("opens after a change of its key what the one before had sealed, as long as it is given that one", () => {
    const enclosed = new Vault(old).enclose("c", "text");
    expect(new Vault(current, [old]).disclose("c", enclosed)).toBe("text");
    expect(() => new Vault(current).disclose("c", enclosed)).toThrow(unreadable);
  });

  it("seals with the new key from then on", () => {
    const enclosed = new Vault(current, [old]).enclose("c", "text");
    expect(new Vault(current).disclose("c", enclosed)).toBe("text");
  });

  it("takes keys of 32 bytes only", () => {
    expect(() => new Vault(randomBytes(16))).toThrow();
    expect(parseKey(current.toString("hex"))).toEqual(current);
    expect(parseKey(current.toString("base64"))).toEqual(current);
    expect(parseKey(current.toString("base64url"))).toEqual(current);
    for (const text of ["", "short", `${current.toString("hex")}0`, current.toString("base64").slice(1)]) {
      expect(parseKey(text)).toBeNull();
    }
  });
});
