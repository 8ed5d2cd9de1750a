/** Commands on sorted sets. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, type LocalReply, read, write } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { float, formatDouble, integer } from "./number-argument.ts";
import { parseOptions } from "./options.ts";
import { scanReply } from "./scan.ts";
import { sliceRange } from "./slice-range.ts";
import { type ScoredMember, SortedSet } from "./sorted-set.ts";
import { addToSortedSet } from "./sorted-set-add.ts";

const NOT_A_RANGE = "ERR min or max is not a float";
const NOTHING = new SortedSet();

const zset = ({ keyspace }: CommandContext, key: ByteString): SortedSet => keyspace.read("zset", key) ?? NOTHING;

/** Whether a score lies beyond one end of a range such as `5`, `(5` or `-inf`. */
function scoreBound(text: ByteString): { value: number; open: boolean } {
  const open = text.startsWith("(");
  return { value: float(open ? text.slice(1) : text, NOT_A_RANGE), open };
}

function byScore(min: ByteString, max: ByteString): (member: ScoredMember) => boolean {
  const [low, high] = [scoreBound(min), scoreBound(max)];
  return ([, score]) =>
    (low.open ? score > low.value : score >= low.value) && (high.open ? score < high.value : score <= high.value);
}

function byLex(min: ByteString, max: ByteString): (member: ScoredMember) => boolean {
  if (![min, max].every((end) => /^[([]|^[-+]$/.test(end))) {
    throw new CommandFailure("ERR min or max not valid string range item");
  }
  const above = (name: ByteString): boolean =>
    min === "-" || (min !== "+" && (min.startsWith("[") ? name >= min.slice(1) : name > min.slice(1)));
  const below = (name: ByteString): boolean =>
    max === "+" || (max !== "-" && (max.startsWith("[") ? name <= max.slice(1) : name < max.slice(1)));
  return ([name]) => above(name) && below(name);
}

interface Selection {
  readonly by: "index" | "score" | "lex";
  readonly reverse: boolean;
  readonly limit: readonly ByteString[] | undefined;
}

/** The members between two ends; with `reverse` the greater end comes first, in the arguments as in the answer. */
function select(set: SortedSet, start: ByteString, stop: ByteString, selection: Selection): ScoredMember[] {
  const { by, reverse, limit } = selection;
  const ordered = reverse ? set.ordered().toReversed() : [...set.ordered()];
  if (by === "index") {
    if (limit) {
      throw new CommandFailure("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    }
    return ordered.slice(...sliceRange(integer(start), integer(stop), ordered.length));
  }
  const [min, max] = reverse ? [stop, start] : [start, stop];
  const chosen = ordered.filter(by === "score" ? byScore(min, max) : byLex(min, max));
  const [offset, count] = [integer(limit?.[0] ?? "0"), integer(limit?.[1] ?? "-1")];
  if (offset < 0) return [];
  return chosen.slice(offset, count < 0 ? undefined : offset + count);
}

const show = (members: readonly ScoredMember[], withScores: boolean): LocalReply =>
  members.flatMap(([member, score]) => (withScores ? [member, formatDouble(score)] : [member]));

const RANGE_OPTIONS = { BYSCORE: 0, BYLEX: 0, REV: 0, LIMIT: 2, WITHSCORES: 0 };

function range([key = "", start = "", stop = "", ...rest]: readonly ByteString[], context: CommandContext): LocalReply {
  const options = parseOptions(rest, RANGE_OPTIONS);
  const by = options.has("BYSCORE") ? "score" : options.has("BYLEX") ? "lex" : "index";
  const selection = { by, reverse: options.has("REV"), limit: options.get("LIMIT") } as const;
  return show(select(zset(context, key), start, stop, selection), options.has("WITHSCORES"));
}

function oldRange(by: Selection["by"], reverse: boolean): Command {
  return read(-4, ([key = "", start = "", stop = "", ...rest], context) => {
    const options = parseOptions(rest, by === "index" ? { WITHSCORES: 0 } : { WITHSCORES: 0, LIMIT: 2 });
    const selection = { by, reverse, limit: options.get("LIMIT") };
    return show(select(zset(context, key), start, stop, selection), options.has("WITHSCORES"));
  });
}

function removeRange(by: Selection["by"]): Command {
  return write(4, ([key = "", start = "", stop = ""], context) => {
    const set = zset(context, key);
    const doomed = select(set, start, stop, { by, reverse: false, limit: undefined });
    for (const [member] of doomed) set.delete(member);
    context.keyspace.dropIfEmpty(key);
    return doomed.length;
  });
}

function rank(reverse: boolean): Command {
  return read(3, ([key = "", member = ""], context) => {
    const ordered = zset(context, key).ordered();
    const at = ordered.findIndex(([name]) => name === member);
    if (at === -1) return null;
    return reverse ? ordered.length - 1 - at : at;
  });
}

function pop(reverse: boolean): Command {
  return write(-2, ([key = "", count = "1"], context) => {
    const set = zset(context, key);
    const ordered = reverse ? set.ordered().toReversed() : set.ordered();
    const taken = ordered.slice(0, integer(count));
    for (const [member] of taken) set.delete(member);
    context.keyspace.dropIfEmpty(key);
    return show(taken, true);
  });
}

const shownScore = (set: SortedSet, member: ByteString): ByteString | null => {
  const score = set.score(member);
  return score === undefined ? null : formatDouble(score);
};

export const sortedSetCommands: Readonly<Record<string, Command>> = {
  zadd: write(-4, ([key = "", ...rest], { keyspace }) => addToSortedSet(keyspace, key, rest)),
  zincrby: write(4, ([key = "", amount = "", member = ""], { keyspace }) =>
    addToSortedSet(keyspace, key, ["INCR", amount, member]),
  ),
  zrem: write(-3, ([key = "", ...members], context) => {
    const set = zset(context, key);
    const removed = members.filter((member) => set.delete(member)).length;
    context.keyspace.dropIfEmpty(key);
    return removed;
  }),
  zrange: read(-4, range),
  zrangebyscore: oldRange("score", false),
  zrevrangebyscore: oldRange("score", true),
  zrangebylex: oldRange("lex", false),
  zrevrange: oldRange("index", true),
  zscore: read(3, ([key = "", member = ""], context) => shownScore(zset(context, key), member)),
  zmscore: read(-3, ([key = "", ...members], context) => {
    const set = zset(context, key);
    return members.map((member) => shownScore(set, member));
  }),
  zcard: read(2, ([key = ""], context) => zset(context, key).size),
  zcount: read(4, ([key = "", min = "", max = ""], context) => {
    const within = byScore(min, max);
    return zset(context, key).ordered().filter(within).length;
  }),
  zrank: rank(false),
  zrevrank: rank(true),
  zpopmin: pop(false),
  zpopmax: pop(true),
  zremrangebyscore: removeRange("score"),
  zremrangebyrank: removeRange("index"),
  zremrangebylex: removeRange("lex"),
  zscan: read(-3, ([key = "", ...rest], context) => {
    const set = zset(context, key);
    return scanReply(
      rest,
      set.ordered().map(([member]) => member),
      (member) => [member, shownScore(set, member) ?? ""],
    );
  }),
};
