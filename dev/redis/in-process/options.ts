/** Reads the options that follow a command's fixed arguments: words, some with values, in any order. */
import type { ByteString } from "../byte-string.ts";
import { CommandFailure, SYNTAX_ERROR } from "./command-failure.ts";

/**
 * Takes how many values each option has, by its name in upper case, and returns the options that stand there with their
 * values. Anything else is a syntax error.
 */
export function parseOptions(
  args: readonly ByteString[],
  shape: Readonly<Record<string, number>>,
): Map<string, ByteString[]> {
  const found = new Map<string, ByteString[]>();
  for (let at = 0; at < args.length; ) {
    const name = (args[at] ?? "").toUpperCase();
    const count = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const values = args.slice(at + 1, at + 1 + (count ?? 0));
    if (count === undefined || values.length < count || found.has(name)) throw new CommandFailure(SYNTAX_ERROR);
    found.set(name, values);
    at += 1 + count;
  }
  return found;
}

/** Fails with a syntax error when more than one of the options is there. Returns the name of the one that is. */
export function onlyOne(options: ReadonlyMap<string, unknown>, names: readonly string[]): string | undefined {
  const there = names.filter((name) => options.has(name));
  if (there.length > 1) throw new CommandFailure(SYNTAX_ERROR);
  return there[0];
}
