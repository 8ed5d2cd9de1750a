/**
 * The text of a credential that we issue: `dk_<environment>_<id>_<secret>` for API keys, the same with another prefix for upload tokens. The
 * secret ends in a checksum over all before it, so that a scanner tells a leaked key from other text, and a mistyped one costs no
 * question to the store.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

/** Which deployments a credential is for: one of a preview or of the local platform is of no use with the real one. */
export const KEY_ENVIRONMENTS = ["live", "test"] as const;
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number];

/** `dk`: an API key. `ut`: an upload token. */
export type KeyPrefix = "dk" | "ut";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Digits to base 62 that 128, 256 and 32 bits take. */
const ID_CHARS = 22;
const SECRET_CHARS = 43;
const CHECKSUM_CHARS = 6;

const TEXT = /^(dk|ut)_(live|test)_([0-9A-Za-z]{22})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

export interface KeyText {
  readonly prefix: KeyPrefix;
  readonly environment: KeyEnvironment;
  /** 128 random bits, not secret. */
  readonly id: string;
}

function base62(value: bigint, chars: number): string {
  let rest = value;
  let text = "";
  for (let n = 0; n < chars; n++) {
    text = (DIGITS[Number(rest % 62n)] ?? "") + text;
    rest /= 62n;
  }
  return text;
}

function randomDigits(bytes: number, chars: number): string {
  return base62(BigInt(`0x${randomBytes(bytes).toString("hex")}`), chars);
}

/** 128 random bits as 22 digits and letters. */
export function newKeyId(): string {
  return randomDigits(16, ID_CHARS);
}

/** A fresh text with 256 random bits; with an `id`, a new secret for that. */
export function generateKey(environment: KeyEnvironment, prefix: KeyPrefix = "dk", id: string = newKeyId()): string {
  const text = `${prefix}_${environment}_${id}_${randomDigits(32, SECRET_CHARS)}`;
  return text + checksum(text);
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_CHARS);
}

/** What a text says of itself; null for one that nobody issued. The checksum is no secret: it keeps nobody out. */
export function parseKeyText(text: string): KeyText | null {
  const match = TEXT.exec(text);
  if (match === null || checksum(text.slice(0, -CHECKSUM_CHARS)) !== match[5]) return null;
  const [, prefix, environment, id = ""] = match;
  return { prefix: prefix as KeyPrefix, environment: environment as KeyEnvironment, id };
}

/** The SHA-256 of the whole text in hexadecimal: enough for secrets of 256 bits. */
export function digestKey(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Compared with when there is no such key, so that an unknown id costs the work of a wrong secret. */
const NOBODY = "0".repeat(64);

/** Compares two digests in hex, in the same time whatever they are; undefined is nobody's. */
export function isSameDigest(digest: string, other: string = NOBODY): boolean {
  return timingSafeEqual(Buffer.from(digest, "latin1"), Buffer.from(other.padEnd(64, "0").slice(0, 64), "latin1"));
}
