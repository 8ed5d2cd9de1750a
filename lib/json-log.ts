/** The log: one line of JSON an event, on standard output, where Vercel and every other host picks it up. */
import type { Log } from "./contracts/log.ts";
import { DocatError } from "./errors/docat-error.ts";
import { LOG_LEVELS, type LogLevel, levelOf } from "./observe/log-levels.ts";

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

interface JsonLogOptions {
  /** The least that is written. */
  readonly level?: LogLevel;
  /** What surrounds the caller, for every line; a line's own fields stand in its place. */
  readonly about?: () => object;
}

/** Writes lines with `write`; the default is standard output. */
export function createJsonLog(
  write: (line: string) => void = console.log,
  { level: least = "info", about = () => ({}) }: JsonLogOptions = {},
): Log {
  const line = (level: LogLevel, event: string, rest: () => object) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    write(JSON.stringify({ ...about(), ...rest(), time: new Date().toISOString(), level, event }));
  };
  return {
    info: (event, fields = {}) => line(levelOf(event), event, () => fields),
    error: (event, error, fields = {}) => line("error", event, () => ({ ...fields, error: describe(error) })),
  };
}
