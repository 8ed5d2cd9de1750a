/**
 * Tokens that mean nothing to whoever holds them: refresh tokens, and those in the links of mails. What is stored of one is a digest; what
 * stands in front of its secret only tells where to look.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;
const ID_BYTES = 16;

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

export const newUserId = (): string => `usr_${hex(ID_BYTES)}`;
export const newAccountId = (): string => `acc_${hex(ID_BYTES)}`;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** `rt_`, the user, the session's secret name, and a secret that changes with every use. */
export interface RefreshToken {
  readonly text: string;
  readonly user: string;
  /** The session's public name. It follows from the secret one and does not tell it, so that nobody who saw an access token or the store has the other. */
  readonly session: string;
  readonly digest: string;
}

const REFRESH = /^rt_([0-9a-f]{32})([0-9a-f]{32})_([\w-]{43})$/;

function refreshToken(user: string, family: string, secret: string): RefreshToken {
  const text = `rt_${user}${family}_${secret}`;
  return {
    text,
    user: `usr_${user}`,
    session: `ses_${digest(`session ${family}`).slice(0, 32)}`,
    digest: digest(text),
  };
}

/** The first one of a new session. */
export function newRefreshToken(user: string): RefreshToken {
  return refreshToken(user.slice("usr_".length), hex(ID_BYTES), newSecret());
}

/** Null for what nobody was given. */
export function parseRefreshToken(text: string): RefreshToken | null {
  const [, user, family, secret] = REFRESH.exec(text) ?? [];
  return user && family && secret ? refreshToken(user, family, secret) : null;
}

/**
 * The one that follows. It follows from its predecessor under a key, so that a client whose answer was lost can be told it again, and nothing
 * that could be used need be stored for that.
 */
export function successorOf(token: RefreshToken, key: Buffer): RefreshToken {
  const [, user = "", family = ""] = REFRESH.exec(token.text) ?? [];
  return refreshToken(user, family, createHmac("sha256", key).update(token.text).digest("base64url"));
}

/** In the link of a mail that has a password set anew: `pr_`, the user, a secret. */
export interface ResetToken {
  readonly text: string;
  readonly user: string;
  readonly digest: string;
}

const RESET = /^pr_([0-9a-f]{32})_[\w-]{43}$/;

export function newResetToken(user: string): ResetToken {
  const text = `pr_${user.slice("usr_".length)}_${newSecret()}`;
  return { text, user, digest: digest(text) };
}

export function parseResetToken(text: string): ResetToken | null {
  const [, user] = RESET.exec(text) ?? [];
  return user ? { text, user: `usr_${user}`, digest: digest(text) } : null;
}

/** In the link of a mail that confirms an address: `cf_`, a secret. */
export interface ConfirmToken {
  readonly text: string;
  readonly digest: string;
}

export function newConfirmToken(): ConfirmToken {
  const text = `cf_${newSecret()}`;
  return { text, digest: digest(text) };
}

export function parseConfirmToken(text: string): ConfirmToken | null {
  return /^cf_[\w-]{43}$/.test(text) ? { text, digest: digest(text) } : null;
}
