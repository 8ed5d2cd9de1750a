/** The log: one line of JSON an event, on standard output, where Vercel and every other host picks it up. */
import type { Log } from "./contracts/log.ts";
import { DocatError } from "./errors/docat-error.ts";

const MAX_CAUSES = 5;

/** Name, message, stack and causes of whatever was thrown; nothing else of the object, which may hold a request. */
function describe(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: typeof error };
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof DocatError ? { code: error.code } : {}),
    stack: error.stack ?? null,
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describe(error.cause, depth + 1) }),
  };
}

/** Writes lines with `write`; the default is standard output. */
export function createJsonLog(write: (line: string) => void = console.log): Log {
  const line = (level: string, event: string, rest: object) =>
    write(JSON.stringify({ ...rest, time: new Date().toISOString(), level, event }));
  return {
    info: (event, fields = {}) => line("info", event, fields),
    error: (event, error, fields = {}) => line("error", event, { ...fields, error: describe(error) }),
  };
}
