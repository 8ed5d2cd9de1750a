/** The local platform's own settings, told wrong ones in a sentence. */
import { parseArgs } from "node:util";
import { parseKeyText } from "../../lib/auth/key-text.ts";

const DEFAULT_PORT = 3000;
/** The same on every machine, so that examples can be copied; it opens nothing but a local platform. */
export const DEFAULT_API_KEY = "dk_test_LocalDevelopmentKey000_NoSecretItOpensThisMachineAlone0000000000001sZZ2U";

export interface LocalSettings {
  readonly port: number;
  readonly apiKey: string;
  readonly redisUrl: string | undefined;
}

/** Reads PORT, DEV_API_KEY and REDIS_URL; an empty one counts as absent. Throws an Error with one sentence. */
export function readLocalSettings(variables: Readonly<Record<string, string | undefined>>): LocalSettings {
  const port = Number(variables.PORT || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("PORT is a number from 0 to 65535.");
  const apiKey = variables.DEV_API_KEY || DEFAULT_API_KEY;
  const parsed = parseKeyText(apiKey);
  if (parsed?.prefix !== "dk" || parsed.environment !== "test") {
    throw new Error("DEV_API_KEY is an API key that begins with dk_test_, whole to its last letter.");
  }
  const redisUrl = variables.REDIS_URL || undefined;
  if (redisUrl !== undefined && !/^rediss?:\/\//.test(redisUrl))
    throw new Error("REDIS_URL starts with redis:// or rediss://.");
  return { port, apiKey, redisUrl };
}

/** What the command line of `npm start` says. Throws an Error with one sentence for what it does not know. */
export function readStartOptions(args: readonly string[]): { readonly allowLoopback: boolean } {
  const { values } = parseArgs({ args: [...args], options: { "allow-loopback": { type: "boolean", default: false } } });
  return { allowLoopback: values["allow-loopback"] };
}

/** Why the platform did not start, in a sentence. */
export function explainStartError(error: unknown, settings: LocalSettings): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `Port ${settings.port} is taken; choose another by PORT.`;
  if (code === "EACCES") return `Port ${settings.port} may not be used; choose another by PORT.`;
  const message = error instanceof Error ? error.message : String(error);
  return settings.redisUrl === undefined ? message : `${message} (with the Redis that REDIS_URL names)`;
}
