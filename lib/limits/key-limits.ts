/** Bounds on the API keys of an account. */

/** Keys of one account that have not ended; and as many that were revoked are told of. */
export const MAX_KEYS = 50;

/** How long a key is told of after its end. */
export const KEY_KEPT_SECONDS = 86_400;

/** How often it is noted that a key was used. */
export const KEY_USE_NOTED_MS = 60_000;

export const MAX_KEY_NAME_CHARS = 100;

/** Origins that a key may be bound to. */
export const MAX_KEY_ORIGINS = 20;

/** How long the secret before lives on after a rotation. */
export const DEFAULT_OVERLAP_SECONDS = 86_400;
export const MAX_OVERLAP_SECONDS = 7 * 86_400;

/** How long an upload token lasts. */
export const MIN_TOKEN_SECONDS = 60;
export const DEFAULT_TOKEN_SECONDS = 900;
export const MAX_TOKEN_SECONDS = 3_600;

/** Origins that a deployment may let in. */
export const MAX_ALLOWED_ORIGINS = 100;

/** Bearers of whom a process remembers whom their credential was last found to be. */
export const MAX_BEARERS_REMEMBERED = 1_000;
