/** Tokens that mean nothing to whoever holds them. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  newConfirmToken,
  newRefreshToken,
  newResetToken,
  newUserId,
  parseConfirmToken,
  parseRefreshToken,
  parseResetToken,
  successorOf,
} from "../../../lib/auth/opaque-token.ts";

const key = randomBytes(32);

describe("A refresh token", () => {
  it("tells whose it is, and is read as it was made", () => {
    const user = newUserId();
    const token = newRefreshToken(user);
    expect(token.user).toBe(user);
    expect(parseRefreshToken(token.text)).toEqual(token);
  });

  it("tells what is stored of it, or stands in an access token, and not the other way round", () => {
    const token = newRefreshToken(newUserId());
    const secrets = token.text.slice("rt_".length + 32);
    for (const known of [token.session, token.digest]) {
      for (let at = 0; at + 12 <= known.length; at++) expect(secrets).not.toContain(known.slice(at, at + 12));
    }
  });

  it("has one successor, of the same session, that nobody can make without the key", () => {
    const token = newRefreshToken(newUserId());
    const next = successorOf(token, key);
    expect(successorOf(token, key)).toEqual(next);
    expect(next).toMatchObject({ user: token.user, session: token.session });
    expect(parseRefreshToken(next.text)).toEqual(next);
    expect(next.digest).not.toBe(token.digest);
    expect(successorOf(token, randomBytes(32)).text).not.toBe(next.text);
    expect(successorOf(next, key).text).not.toBe(next.text);
  });

  it.each(["", "rt_", "x".repeat(100_000), `${newRefreshToken(newUserId()).text}x`, newResetToken(newUserId()).text])(
    "is not %#",
    (text) => {
      expect(parseRefreshToken(text)).toBeNull();
    },
  );
});

describe("A token of a link", () => {
  it("is read as it was made, each as its own kind", () => {
    const reset = newResetToken(newUserId());
    const confirm = newConfirmToken();
    expect(parseResetToken(reset.text)).toEqual(reset);
    expect(parseConfirmToken(confirm.text)).toEqual(confirm);
    expect(parseResetToken(confirm.text)).toBeNull();
    expect(parseConfirmToken(reset.text)).toBeNull();
    expect(newConfirmToken().text).not.toBe(confirm.text);
  });
});
