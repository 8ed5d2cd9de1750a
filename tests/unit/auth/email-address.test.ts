/** Email addresses: which spellings are one address, and what is none. */
import { describe, expect, it } from "vitest";
import { normaliseEmail } from "../../../lib/auth/email-address.ts";

describe("An email address", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["  Ada.Lovelace+docat@Example.COM ", "ada.lovelace+docat@example.com"],
    ["ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"],
    ["\u212Aen@example.com", "ken@example.com"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@BU\u0308CHER.example", "ada@xn--bcher-kva.example"],
    [`${"a".repeat(64)}@example.com`, `${"a".repeat(64)}@example.com`],
  ])("%j is known as %j", (text, email) => {
    expect(normaliseEmail(text)).toBe(email);
  });

  it.each([
    "",
    "@",
    "ada",
    "ada@",
    "@example.com",
    "ada@localhost",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    "ada@example..com",
    "ada@.example.com",
    "ada@-example.com",
    "ada..lovelace@example.com",
    ".ada@example.com",
    "ada@evil.example@example.com",
    "ada lovelace@example.com",
    '"ada"@example.com',
    "ada@example.com\r\nBcc: all@example.com",
    "ada\n@example.com",
    "ada\0@example.com",
    "<ada@example.com>",
    "ada@example.com,bob@example.com",
    "аda@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(64)}.com`,
    `ada@${"a.".repeat(130)}com`,
  ])("%j is none", (text) => {
    expect(normaliseEmail(text)).toBeNull();
  });
});
