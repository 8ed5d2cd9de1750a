/** Which passwords an account may have: long ones that are not among those guessed first (NIST SP 800-63B, section 3.1.1). No rule on kinds of characters. */
import { DocatError } from "../errors/docat-error.ts";
import { MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS } from "../limits/account-limits.ts";
import { COMMON_PASSWORDS, COMMON_STEMS } from "./common-passwords.ts";

/** Fewer different characters make a password of twelve guessable. */
const MIN_DISTINCT = 5;

/** The form in which a password is hashed: keyboards differ in how they send the same character. */
export function normalisePassword(password: string): string {
  return password.normalize("NFKC");
}

const lettersOf = (text: string) => text.replace(/[^\p{L}]/gu, "");

function isCommon(password: string, email: string): boolean {
  const plain = password.toLowerCase();
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const own = lettersOf(email.split("@")[0] ?? "");
  return (
    COMMON_PASSWORDS.has(plain) ||
    COMMON_STEMS.has(core) ||
    new Set(plain).size < MIN_DISTINCT ||
    plain === email ||
    (own !== "" && lettersOf(plain) === own)
  );
}

/** Throws `password_unusable`, which says why and never what. `email` is the account's. */
export function checkPassword(password: string, email: string): void {
  const chars = [...normalisePassword(password)].length;
  const refuse = (detail: string) => {
    throw new DocatError("password_unusable", { detail, pointer: "/password" });
  };
  if (chars < MIN_PASSWORD_CHARS) refuse(`At least ${MIN_PASSWORD_CHARS} characters.`);
  if (chars > MAX_PASSWORD_CHARS) refuse(`At most ${MAX_PASSWORD_CHARS} characters.`);
  if (isCommon(normalisePassword(password), email)) refuse("This is among the first passwords that are guessed.");
}
