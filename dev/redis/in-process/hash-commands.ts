/** Commands on hashes. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, type LocalReply, OK, pairs, read, write } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { addIntegers, bigInteger, float, formatDouble } from "./number-argument.ts";
import { scanReply } from "./scan.ts";

function put(args: readonly ByteString[], { keyspace }: CommandContext, command: string): number {
  const [key = "", ...rest] = args;
  const fields = pairs(rest, command);
  const hash = keyspace.open("hash", key);
  const before = hash.size;
  for (const [field, value] of fields) hash.set(field, value);
  return hash.size - before;
}

function add([key = "", field = "", amount = ""]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const more = bigInteger(amount);
  const current = keyspace.read("hash", key)?.get(field) ?? "0";
  const sum = addIntegers(bigInteger(current, "ERR hash value is not an integer"), more);
  keyspace.open("hash", key).set(field, String(sum));
  return Number(sum);
}

function addFloat(args: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const [key = "", field = "", amount = ""] = args;
  const more = float(amount);
  const sum = float(keyspace.read("hash", key)?.get(field) ?? "0", "ERR hash value is not a float") + more;
  if (!Number.isFinite(sum)) throw new CommandFailure("ERR increment would produce NaN or Infinity");
  const written = formatDouble(Number(sum.toPrecision(15)));
  keyspace.open("hash", key).set(field, written);
  return written;
}

function remove([key = "", ...fields]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const hash = keyspace.read("hash", key);
  const removed = fields.filter((field) => hash?.delete(field)).length;
  keyspace.dropIfEmpty(key);
  return removed;
}

export const hashCommands: Readonly<Record<string, Command>> = {
  hset: write(-4, (args, context) => put(args, context, "hset")),
  hmset: write(-4, (args, context) => {
    put(args, context, "hmset");
    return OK;
  }),
  hsetnx: write(4, ([key = "", field = "", value = ""], { keyspace }) => {
    const hash = keyspace.open("hash", key);
    if (hash.has(field)) return 0;
    hash.set(field, value);
    return 1;
  }),
  hget: read(3, ([key = "", field = ""], { keyspace }) => keyspace.read("hash", key)?.get(field) ?? null),
  hmget: read(-3, ([key = "", ...fields], { keyspace }) => {
    const hash = keyspace.read("hash", key);
    return fields.map((field) => hash?.get(field) ?? null);
  }),
  hgetall: read(2, ([key = ""], { keyspace }) => [...(keyspace.read("hash", key) ?? [])].flat()),
  hdel: write(-3, remove),
  hlen: read(2, ([key = ""], { keyspace }) => keyspace.read("hash", key)?.size ?? 0),
  hexists: read(3, ([key = "", field = ""], { keyspace }) => Number(keyspace.read("hash", key)?.has(field) ?? false)),
  hstrlen: read(3, ([key = "", field = ""], { keyspace }) => keyspace.read("hash", key)?.get(field)?.length ?? 0),
  hkeys: read(2, ([key = ""], { keyspace }) => [...(keyspace.read("hash", key)?.keys() ?? [])]),
  hvals: read(2, ([key = ""], { keyspace }) => [...(keyspace.read("hash", key)?.values() ?? [])]),
  hincrby: write(4, add),
  hincrbyfloat: write(4, addFloat),
  hscan: read(-3, ([key = "", ...rest], { keyspace }) => {
    const hash = keyspace.read("hash", key) ?? new Map<ByteString, ByteString>();
    return scanReply(rest, [...hash.keys()], (field) => [field, hash.get(field) ?? ""]);
  }),
};
