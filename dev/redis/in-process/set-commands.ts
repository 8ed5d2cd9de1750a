/** Commands on sets. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, type LocalReply, read, write } from "./command.ts";
import { scanReply } from "./scan.ts";

const members = ({ keyspace }: CommandContext, key: ByteString): ReadonlySet<ByteString> =>
  keyspace.read("set", key) ?? new Set();

function add([key = "", ...added]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const set = keyspace.open("set", key);
  const before = set.size;
  for (const member of added) set.add(member);
  return set.size - before;
}

function remove([key = "", ...removed]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const set = keyspace.read("set", key);
  const count = removed.filter((member) => set?.delete(member)).length;
  keyspace.dropIfEmpty(key);
  return count;
}

/** SUNION, SINTER and SDIFF: folds the sets from the left. */
function combine(
  step: (left: ReadonlySet<ByteString>, right: ReadonlySet<ByteString>) => ReadonlySet<ByteString>,
): Command {
  return read(-2, (keys, context) => [...keys.map((key) => members(context, key)).reduce(step)]);
}

export const setCommands: Readonly<Record<string, Command>> = {
  sadd: write(-3, add),
  srem: write(-3, remove),
  smembers: read(2, ([key = ""], context) => [...members(context, key)]),
  sismember: read(3, ([key = "", member = ""], context) => Number(members(context, key).has(member))),
  smismember: read(-3, ([key = "", ...wanted], context) => {
    const set = members(context, key);
    return wanted.map((member) => Number(set.has(member)));
  }),
  scard: read(2, ([key = ""], context) => members(context, key).size),
  sunion: combine((left, right) => new Set([...left, ...right])),
  sinter: combine((left, right) => new Set([...left].filter((member) => right.has(member)))),
  sdiff: combine((left, right) => new Set([...left].filter((member) => !right.has(member)))),
  sscan: read(-3, ([key = "", ...rest], context) => scanReply(rest, [...members(context, key)])),
};
