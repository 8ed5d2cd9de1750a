/** Which passwords an account may have. */
import { describe, expect, it } from "vitest";
import { checkPassword, normalisePassword } from "../../../lib/auth/password-rules.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";

const EMAIL = "ada.lovelace@example.com";

function refusal(password: string): DocatError | null {
  try {
    checkPassword(password, EMAIL);
    return null;
  } catch (error) {
    if (error instanceof DocatError) return error;
    throw error;
  }
}

describe("A password", () => {
  it.each([
    "analytical engine",
    "twelve chars",
    "xk7#pWq9!mZ2",
    "ππππαβγδεζηθ",
    `${"long enough ".repeat(10)}12345678`,
    "passwords are for sale",
    "192837465564738291",
  ])("may be %j", (password) => {
    expect(refusal(password)).toBeNull();
  });

  it.each([
    "",
    "elevenchars",
    "x".repeat(129),
    "aaaaaaaaaaaa",
    "abababababab",
    "123456789012",
    "Password1234",
    "PASSWORD!!!!!!",
    "123password456",
    "qwertyuiop12",
    "iLoveYou2026!",
    "correcthorsebatterystaple",
    EMAIL,
    "Ada.Lovelace",
    "adalovelace1815",
    "ｐａｓｓｗｏｒｄ１２３４",
  ])("may not be %j", (password) => {
    expect(refusal(password)?.code).toBe("password_unusable");
  });

  it("is refused with a reason that does not repeat it", () => {
    const { message = "", detail = "" } = refusal("Password1234") ?? {};
    expect(message).not.toBe("");
    expect(`${message} ${detail}`).not.toMatch(/Password1234/i);
  });

  it("counts characters and not what they are stored as", () => {
    expect(refusal("🐱🐶🐭🐹🐰🦊🐻🐼🐨🐯🦁")?.detail).toContain("At least 12");
    expect(refusal("🐱🐶🐭🐹🐰🦊🐻🐼🐨🐯🦁🐮")).toBeNull();
  });

  it("is the same however a keyboard sends it", () => {
    expect(normalisePassword("cafe\u0301 au lait")).toBe(normalisePassword("café au lait"));
  });
});
