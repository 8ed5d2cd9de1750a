/** Names of the plans that identities come with; lib/limits says what each of them allows. */

/** What an account has that nobody gave another. */
export const FREE_PLAN = "free";
/** The operator's own, and the local platform's: no limit on uploads. */
export const UNLIMITED_PLAN = "unlimited";
