/** Commands on lists, without the blocking ones. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, type LocalReply, OK, read, write } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { integer } from "./number-argument.ts";
import { sliceRange } from "./slice-range.ts";

type Side = "left" | "right";

function push(side: Side, onlyExisting: boolean): Command {
  return write(-3, ([key = "", ...elements], { keyspace }) => {
    if (onlyExisting && !keyspace.read("list", key)) return 0;
    const list = keyspace.open("list", key);
    for (const element of elements) {
      if (side === "left") list.unshift(element);
      else list.push(element);
    }
    return list.length;
  });
}

function pop(side: Side): Command {
  return write(-2, ([key = "", count, ...rest], { keyspace }) => {
    const name = side === "left" ? "lpop" : "rpop";
    if (rest.length > 0) throw new CommandFailure(`ERR wrong number of arguments for '${name}' command`);
    const wanted = count === undefined ? 1 : integer(count, "ERR value is out of range, must be positive");
    if (wanted < 0) throw new CommandFailure("ERR value is out of range, must be positive");
    const list = keyspace.read("list", key);
    if (!list) return null;
    const taken = side === "left" ? list.splice(0, wanted) : list.splice(Math.max(0, list.length - wanted)).reverse();
    keyspace.dropIfEmpty(key);
    return count === undefined ? (taken[0] ?? null) : taken;
  });
}

function trim([key = "", start = "", stop = ""]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const [first, last] = [integer(start), integer(stop)];
  const list = keyspace.read("list", key);
  if (!list) return OK;
  const [from, to] = sliceRange(first, last, list.length);
  list.splice(to);
  list.splice(0, from);
  keyspace.dropIfEmpty(key);
  return OK;
}

function remove([key = "", count = "", element = ""]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const wanted = integer(count);
  const list = keyspace.read("list", key);
  if (!list) return 0;
  let removed = 0;
  const limit = wanted === 0 ? list.length : Math.abs(wanted);
  while (removed < limit) {
    const at = wanted < 0 ? list.lastIndexOf(element) : list.indexOf(element);
    if (at === -1) break;
    list.splice(at, 1);
    removed += 1;
  }
  keyspace.dropIfEmpty(key);
  return removed;
}

export const listCommands: Readonly<Record<string, Command>> = {
  lpush: push("left", false),
  rpush: push("right", false),
  lpushx: push("left", true),
  rpushx: push("right", true),
  lpop: pop("left"),
  rpop: pop("right"),
  lrange: read(4, ([key = "", start = "", stop = ""], { keyspace }) => {
    const [first, last] = [integer(start), integer(stop)];
    const list = keyspace.read("list", key) ?? [];
    return list.slice(...sliceRange(first, last, list.length));
  }),
  lindex: read(3, ([key = "", index = ""], { keyspace }) => keyspace.read("list", key)?.at(integer(index)) ?? null),
  llen: read(2, ([key = ""], { keyspace }) => keyspace.read("list", key)?.length ?? 0),
  ltrim: write(4, trim),
  lrem: write(4, remove),
};
