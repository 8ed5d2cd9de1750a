/** Scripts are sent by their digest, and whole when the server does not know them. */
import { createHash } from "node:crypto";
import type { Redis } from "@upstash/redis";

const digests = new Map<string, string>();

function digestOf(script: string): string {
  const known = digests.get(script);
  if (known !== undefined) return known;
  const digest = createHash("sha1").update(script).digest("hex");
  digests.set(script, digest);
  return digest;
}

/**
 * Asks in the turn in which it is called, so that the script can travel with what else is asked for then; the client's own way works the digest
 * out first, and is late. Errors are the client's.
 */
export async function runScript<T = unknown>(
  redis: Redis,
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<T> {
  const rest: [string[], string[]] = [[...keys], args.map(String)];
  try {
    return await redis.evalsha<string[], T>(digestOf(script), ...rest);
  } catch (error) {
    if (!(error instanceof Error && /\bNOSCRIPT\b/i.test(error.message.slice(0, 200)))) throw error;
    return await redis.eval<string[], T>(script, ...rest);
  }
}
