/** Commands on strings and counters. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, type LocalReply, OK, pairs, read, write } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { EXPIRY_FORMS, type ExpiryForm, expiryOption } from "./expiry.ts";
import type { Keyspace } from "./keyspace.ts";
import { addIntegers, bigInteger, float, formatDouble, integer } from "./number-argument.ts";
import { onlyOne, parseOptions } from "./options.ts";
import { sliceRange } from "./slice-range.ts";

const text = (keyspace: Keyspace, key: ByteString): ByteString | null => keyspace.read("string", key)?.bytes ?? null;
const instantOf = (expiresAt: number | null | undefined): number | undefined => expiresAt ?? undefined;

function set([key = "", value = "", ...rest]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const options = parseOptions(rest, { EX: 1, PX: 1, EXAT: 1, PXAT: 1, KEEPTTL: 0, NX: 0, XX: 0, GET: 0 });
  const form = onlyOne(options, [...EXPIRY_FORMS, "KEEPTTL"]);
  const condition = onlyOne(options, ["NX", "XX"]);
  const expiresAt =
    form === undefined || form === "KEEPTTL"
      ? undefined
      : expiryOption(form as ExpiryForm, options.get(form)?.[0] ?? "", "set", keyspace.now());
  const before = options.has("GET") ? text(keyspace, key) : null;
  const there = keyspace.type(key) !== undefined;
  if ((condition === "NX" && there) || (condition === "XX" && !there)) return before;
  keyspace.writeString(key, value, form === "KEEPTTL" ? instantOf(keyspace.expiresAt(key)) : expiresAt);
  return options.has("GET") ? before : OK;
}

function setFor(name: string, form: ExpiryForm): Command {
  return write(4, ([key = "", time = "", value = ""], { keyspace }) => {
    keyspace.writeString(key, value, expiryOption(form, time, name, keyspace.now()));
    return OK;
  });
}

function getAndExpire([key = "", ...rest]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const options = parseOptions(rest, { EX: 1, PX: 1, EXAT: 1, PXAT: 1, PERSIST: 0 });
  const form = onlyOne(options, [...EXPIRY_FORMS, "PERSIST"]);
  const value = text(keyspace, key);
  if (value === null || form === undefined) return value;
  const time = options.get(form)?.[0] ?? "";
  keyspace.expire(
    key,
    form === "PERSIST" ? undefined : expiryOption(form as ExpiryForm, time, "getex", keyspace.now()),
  );
  return value;
}

function replace(keyspace: Keyspace, key: ByteString, bytes: ByteString): void {
  keyspace.open("string", key).bytes = bytes;
}

function add(sign: 1n | -1n, amountOf: (amount: ByteString) => bigint): Command["run"] {
  return ([key = "", amount = ""], { keyspace }) => {
    const sum = addIntegers(bigInteger(text(keyspace, key) ?? "0"), sign * amountOf(amount));
    replace(keyspace, key, String(sum));
    return Number(sum);
  };
}

function addFloat([key = "", amount = ""]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const sum = float(text(keyspace, key) ?? "0") + float(amount);
  if (!Number.isFinite(sum)) throw new CommandFailure("ERR increment would produce NaN or Infinity");
  const written = formatDouble(Number(sum.toPrecision(15)));
  replace(keyspace, key, written);
  return written;
}

function setMany(args: readonly ByteString[], { keyspace }: CommandContext, command: string): void {
  for (const [key, value] of pairs(args, command)) keyspace.writeString(key, value);
}

function range([key = "", start = "", end = ""]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  const [first, last] = [integer(start), integer(end)];
  const bytes = text(keyspace, key) ?? "";
  if (first < 0 && last < 0 && first > last) return "";
  // An end before the first byte means the first byte: so it is in Redis, for strings alone.
  return bytes.slice(...sliceRange(first, Math.max(last, -bytes.length), bytes.length));
}

export const stringCommands: Readonly<Record<string, Command>> = {
  set: write(-3, set),
  setex: setFor("setex", "EX"),
  psetex: setFor("psetex", "PX"),
  setnx: write(3, ([key = "", value = ""], { keyspace }) => {
    if (keyspace.type(key) !== undefined) return 0;
    keyspace.writeString(key, value);
    return 1;
  }),
  get: read(2, ([key = ""], { keyspace }) => text(keyspace, key)),
  getex: write(-2, getAndExpire),
  getset: write(3, ([key = "", value = ""], { keyspace }) => {
    const before = text(keyspace, key);
    keyspace.writeString(key, value);
    return before;
  }),
  getdel: write(2, ([key = ""], { keyspace }) => {
    const value = text(keyspace, key);
    keyspace.delete(key);
    return value;
  }),
  mget: read(-2, (keys, { keyspace }) =>
    keys.map((key) => (keyspace.type(key) === "string" ? text(keyspace, key) : null)),
  ),
  mset: write(-3, (args, context) => {
    setMany(args, context, "mset");
    return OK;
  }),
  msetnx: write(-3, (args, context) => {
    if (pairs(args, "msetnx").some(([key]) => context.keyspace.type(key) !== undefined)) return 0;
    setMany(args, context, "msetnx");
    return 1;
  }),
  incr: write(
    2,
    add(1n, () => 1n),
  ),
  decr: write(
    2,
    add(-1n, () => 1n),
  ),
  incrby: write(
    3,
    add(1n, (amount) => bigInteger(amount)),
  ),
  decrby: write(
    3,
    add(-1n, (amount) => bigInteger(amount)),
  ),
  incrbyfloat: write(3, addFloat),
  strlen: read(2, ([key = ""], { keyspace }) => text(keyspace, key)?.length ?? 0),
  append: write(3, ([key = "", more = ""], { keyspace }) => {
    const joined = (text(keyspace, key) ?? "") + more;
    replace(keyspace, key, joined);
    return joined.length;
  }),
  getrange: read(4, range),
  substr: read(4, range),
};
