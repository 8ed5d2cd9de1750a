/** Bounds of accounts, passwords, sessions and tokens. Times are seconds unless their name says otherwise. */

/** RFC 5321: a path has 256 octets, two of them brackets. */
export const MAX_EMAIL_CHARS = 254;
/** RFC 5321: what stands before the @. */
export const MAX_EMAIL_LOCAL_CHARS = 64;

/** NIST SP 800-63B asks for 8 at least beside another factor and 15 alone; there is no other factor here, but a limit on attempts. */
export const MIN_PASSWORD_CHARS = 12;
export const MAX_PASSWORD_CHARS = 128;

/** Cost of a password's hash (RFC 7914) as the OWASP Password Storage Cheat Sheet has it: N = 2^17, r = 8, p = 1. 128 MiB and some tenths of a second each. */
export const SCRYPT_COST = { logN: 17, r: 8, p: 1 } as const;
/** Hashes that one process works at: 256 MiB of the 2 GB of a function, which answers other requests meanwhile. */
export const MAX_HASHES_AT_ONCE = 2;
/** Requests that wait for their turn to hash; further ones are sent away. 16 take some five seconds. */
export const MAX_HASHES_WAITING = 16;
/** What those are told to wait. */
export const BUSY_RETRY_AFTER_SECONDS = 2;

/** An access token. */
export const ACCESS_TOKEN_SECONDS = 30 * 60;
/** How far clocks may be apart that sign and check a token. */
export const TOKEN_CLOCK_TOLERANCE_SECONDS = 5;
/** The smallest secret of HS256 (RFC 7518, section 3.2). */
export const MIN_TOKEN_SECRET_BYTES = 32;
/** Secrets at once: the one that signs, and those that still check. */
export const MAX_TOKEN_SECRETS = 8;
/** A longer credential is refused unread. */
export const MAX_TOKEN_CHARS = 8_192;
/** How long ago an outside issuer may have signed a token, and how far ahead it may end. */
export const MAX_ISSUER_TOKEN_SECONDS = 24 * 3_600;
/** Text of a claim that names an account. */
export const MAX_CLAIM_CHARS = 255;
export const MAX_ISSUERS = 8;

/** An outside issuer's keys: the answer's size, how long it may take, how long it is believed, and how soon an unknown key or a failure has it asked again. */
export const KEY_SET_LIMITS = { maxBytes: 65_536, timeoutMs: 5_000, believedMs: 600_000, coolDownMs: 30_000 } as const;
/** While an issuer does not answer its last keys are believed for so much longer. */
export const KEY_SET_STALE_MS = 3_600_000;

/** A client whose answer was lost may send the same refresh token again for so long, and is given the same successor. */
export const REFRESH_GRACE_SECONDS = 30;
/** Sessions of one user; the one that ends first makes room. */
export const MAX_SESSIONS = 32;
/** A session that is refreshed for ever ends after so long all the same. */
export const MAX_SESSION_SECONDS = 30 * 24 * 3_600;
/** Users of one account. */
export const MAX_ACCOUNT_USERS = 100;

/** The mail server: to connect, to greet, and between two lines. */
export const SMTP_TIMEOUT_MS = 10_000;
