/** Commands on keys whatever their type, on the whole database, and the few that touch no key at all. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, OK, read, Status, write } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { globExpression } from "./glob.ts";
import { parseOptions } from "./options.ts";
import { scanReply } from "./scan.ts";

function remove(keys: readonly ByteString[], { keyspace }: CommandContext): number {
  return keys.filter((key) => keyspace.delete(key)).length;
}

function count(keys: readonly ByteString[], { keyspace }: CommandContext): number {
  return keys.filter((key) => keyspace.type(key) !== undefined).length;
}

function flush(_: readonly ByteString[], { keyspace }: CommandContext): Status {
  keyspace.clear();
  return OK;
}

function time(_: readonly ByteString[], { keyspace }: CommandContext): ByteString[] {
  const now = keyspace.now();
  return [String(Math.floor(now / 1000)), String(Math.floor((now % 1000) * 1000))];
}

/** Into the same database: there is no other. */
function copy([from = "", to = "", ...rest]: readonly ByteString[], { keyspace }: CommandContext): number {
  const options = parseOptions(rest, { REPLACE: 0 });
  if (from === to) throw new CommandFailure("ERR source and destination objects are the same");
  if (!options.has("REPLACE") && keyspace.type(to) !== undefined) return 0;
  return Number(keyspace.copy(from, to));
}

export const keyCommands: Readonly<Record<string, Command>> = {
  del: write(-2, remove),
  unlink: write(-2, remove),
  exists: read(-2, count),
  touch: read(-2, count),
  type: read(2, ([key = ""], { keyspace }) => new Status(keyspace.type(key) ?? "none")),
  rename: write(3, ([from = "", to = ""], { keyspace }) => {
    if (!keyspace.rename(from, to)) throw new CommandFailure("ERR no such key");
    return OK;
  }),
  copy: write(-3, copy),
  keys: read(2, ([pattern = ""], { keyspace }) => {
    const expression = globExpression(pattern);
    return keyspace.keys().filter((key) => expression.test(key));
  }),
  scan: read(-2, (args, { keyspace }) =>
    scanReply(
      args,
      keyspace.keys(),
      (key) => [key],
      (key) => keyspace.type(key),
    ),
  ),
  dbsize: read(1, (_, { keyspace }) => keyspace.keys().length),
  flushdb: write(-1, flush),
  flushall: write(-1, flush),
  time: read(1, time),
  echo: read(2, ([message = ""]) => message),
  ping: read(-1, ([message, ...rest]) => {
    if (rest.length > 0) throw new CommandFailure("ERR wrong number of arguments for 'ping' command");
    return message ?? new Status("PONG");
  }),
  publish: read(3, ([channel = "", payload = ""], { channels }) => channels.publish(channel, payload)),
};
