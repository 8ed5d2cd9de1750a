/** ZADD with all its conditions, and ZINCRBY, which is one of its cases. */
import type { ByteString } from "../byte-string.ts";
import { type LocalReply, pairs } from "./command.ts";
import { CommandFailure, SYNTAX_ERROR } from "./command-failure.ts";
import type { Keyspace } from "./keyspace.ts";
import { float, formatDouble } from "./number-argument.ts";

const FLAGS = new Set(["NX", "XX", "GT", "LT", "CH", "INCR"]);

function takeFlags(args: readonly ByteString[]): { flags: Set<string>; rest: readonly ByteString[] } {
  const end = args.findIndex((arg) => !FLAGS.has(arg.toUpperCase()));
  const cut = end === -1 ? args.length : end;
  const flags = new Set(args.slice(0, cut).map((arg) => arg.toUpperCase()));
  if (flags.has("NX") && flags.has("XX")) {
    throw new CommandFailure("ERR XX and NX options at the same time are not compatible");
  }
  if ([flags.has("GT"), flags.has("LT"), flags.has("NX")].filter(Boolean).length > 1) {
    throw new CommandFailure("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  return { flags, rest: args.slice(cut) };
}

function allowed(flags: ReadonlySet<string>, before: number | undefined, score: number): boolean {
  if (before === undefined) return !flags.has("XX");
  if (flags.has("NX")) return false;
  if (flags.has("GT")) return score > before;
  return !flags.has("LT") || score < before;
}

/** Adds or changes scores. Everything is checked before anything is written. */
export function addToSortedSet(keyspace: Keyspace, key: ByteString, args: readonly ByteString[]): LocalReply {
  const { flags, rest } = takeFlags(args);
  if (rest.length === 0 || rest.length % 2 === 1) throw new CommandFailure(SYNTAX_ERROR);
  const wanted = pairs(rest, "zadd").map(([score, member]) => ({ score: float(score), member }));
  const increments = flags.has("INCR");
  if (increments && wanted.length > 1) {
    throw new CommandFailure("ERR INCR option supports a single increment-element pair");
  }
  const set = keyspace.open("zset", key);
  let [added, changed, result]: [number, number, LocalReply] = [0, 0, null];
  for (const { score: given, member } of wanted) {
    const before = set.score(member);
    const score = increments ? (before ?? 0) + given : given;
    if (Number.isNaN(score)) throw new CommandFailure("ERR resulting score is not a number (NaN)");
    if (!allowed(flags, before, score)) continue;
    if (before === undefined) added += 1;
    else if (before !== score) changed += 1;
    set.set(member, score);
    result = formatDouble(score);
  }
  keyspace.dropIfEmpty(key);
  if (increments) return result;
  return flags.has("CH") ? added + changed : added;
}
