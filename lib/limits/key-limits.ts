/** Bounds on the API keys of an account. */

/** Keys of one account that have not ended. */
export const MAX_KEYS = 50;

/** How often it is noted that a key was used. */
export const KEY_USE_NOTED_MS = 60_000;
