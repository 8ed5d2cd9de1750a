/** The cursor commands SCAN, HSCAN, SSCAN and ZSCAN over a list of names. */
import type { ByteString } from "../byte-string.ts";
import type { LocalReply } from "./command.ts";
import { CommandFailure, SYNTAX_ERROR } from "./command-failure.ts";
import { globExpression } from "./glob.ts";
import { integer } from "./number-argument.ts";
import { parseOptions } from "./options.ts";

const DEFAULT_COUNT = 10;

/**
 * One step from the cursor (the first argument) with MATCH and COUNT; `type` answers the TYPE filter, for SCAN only.
 * The cursor is a position in the list. Redis promises that a name which stays throughout is seen; here names that go
 * during a scan shift those behind them, so the caller has to hand the names in the order in which they were made and
 * the cursor counts from the end of the list, where nothing is added.
 */
export function scanReply(
  [cursor = "", ...rest]: readonly ByteString[],
  names: readonly ByteString[],
  show: (name: ByteString) => readonly ByteString[] = (name) => [name],
  type?: (name: ByteString) => string | undefined,
): LocalReply {
  if (!/^\d+$/.test(cursor)) throw new CommandFailure("ERR invalid cursor");
  const options = parseOptions(rest, type ? { MATCH: 1, COUNT: 1, TYPE: 1 } : { MATCH: 1, COUNT: 1 });
  const count = integer(options.get("COUNT")?.[0] ?? String(DEFAULT_COUNT));
  if (count < 1) throw new CommandFailure(SYNTAX_ERROR);
  const matches = globExpression(options.get("MATCH")?.[0] ?? "*");
  const wantedType = options.get("TYPE")?.[0]?.toLowerCase();
  const end = cursor === "0" ? names.length : Math.min(Number(cursor), names.length);
  const start = Math.max(0, end - count);
  const found = names
    .slice(start, end)
    .filter((name) => matches.test(name) && (wantedType === undefined || type?.(name) === wantedType));
  return [String(start), found.flatMap((name) => show(name))];
}
