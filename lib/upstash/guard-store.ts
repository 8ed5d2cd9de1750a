/** Turns the Redis client's errors into ours. Its messages hold the whole command, the caller's text included. */
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";

/** Runs a store's call. Whatever the client throws becomes `store_unavailable` with the error's name alone as its cause. */
export async function guardStore<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DocatError) throw error;
    const name = error instanceof Error ? error.name : typeof error;
    const reply = error instanceof Error ? /^[A-Z]{2,20}\b/.exec(error.message)?.[0] : undefined;
    throw new DocatError("store_unavailable", {
      retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS,
      cause: new Error(reply === undefined ? name : `${name}: ${reply}`),
    });
  }
}
