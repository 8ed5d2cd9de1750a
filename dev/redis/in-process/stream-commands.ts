/** Commands on streams: appending, trimming and reading ranges; no consumer groups. */
import type { ByteString } from "../byte-string.ts";
import { type Command, type CommandContext, type LocalReply, read, write } from "./command.ts";
import { CommandFailure, SYNTAX_ERROR } from "./command-failure.ts";
import { integer } from "./number-argument.ts";
import { parseOptions } from "./options.ts";
import { formatId, parseId, rangeTest, type Stream, type StreamEntry } from "./stream.ts";

/** Reads `MAXLEN|MINID [=|~] threshold [LIMIT count]`. Returns how to trim, and what follows. */
function takeTrim(args: readonly ByteString[]): { trim: (stream: Stream) => number; rest: readonly ByteString[] } {
  const [kind = "", ...after] = args;
  const exactness = after[0] === "=" || after[0] === "~" ? 1 : 0;
  const threshold = after[exactness];
  if (threshold === undefined) throw new CommandFailure(SYNTAX_ERROR);
  const limited = after[exactness + 1]?.toUpperCase() === "LIMIT" ? 2 : 0;
  const rest = after.slice(exactness + 1 + limited);
  if (kind.toUpperCase() === "MAXLEN") {
    const length = integer(threshold);
    if (length < 0) throw new CommandFailure("ERR The MAXLEN argument must be >= 0.");
    return { trim: (stream) => stream.dropWhile((_, remaining) => remaining > length), rest };
  }
  parseId(threshold, 0n);
  const keep = rangeTest(threshold, "start");
  return { trim: (stream) => stream.dropWhile(({ id }) => !keep(id)), rest };
}

function add([key = "", ...args]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  let rest: readonly ByteString[] = args;
  let make = true;
  let trim: ((stream: Stream) => number) | undefined;
  for (let option = rest[0]?.toUpperCase(); ; option = rest[0]?.toUpperCase()) {
    if (option === "NOMKSTREAM") {
      make = false;
      rest = rest.slice(1);
    } else if (option === "MAXLEN" || option === "MINID") ({ trim, rest } = takeTrim(rest));
    else break;
  }
  const [id = "", ...fields] = rest;
  if (fields.length === 0 || fields.length % 2 === 1) {
    throw new CommandFailure("ERR wrong number of arguments for 'xadd' command");
  }
  if (/^0+(-0+)?$/.test(id)) throw new CommandFailure("ERR The ID specified in XADD must be greater than 0-0");
  if (!/^\*$|^\d+-\*$/.test(id)) parseId(id, 0n);
  if (!make && !keyspace.read("stream", key)) return null;
  const stream = keyspace.open("stream", key);
  const added = stream.add(id, fields, keyspace.now());
  trim?.(stream);
  return formatId(added);
}

const show = ({ id, fields }: StreamEntry): LocalReply => [formatId(id), [...fields]];

function range(reverse: boolean): Command {
  return read(-4, ([key = "", first = "", second = "", ...rest], { keyspace }) => {
    const [start, end] = reverse ? [second, first] : [first, second];
    const count = parseOptions(rest, { COUNT: 1 }).get("COUNT")?.[0];
    const [fromStart, toEnd] = [rangeTest(start, "start"), rangeTest(end, "end")];
    const limit = count === undefined ? undefined : integer(count);
    const stream = keyspace.read("stream", key);
    if (!stream) return [];
    if (limit !== undefined && limit <= 0) return null;
    const found = stream.entries.filter(({ id }) => fromStart(id) && toEnd(id));
    return (reverse ? found.reverse() : found).slice(0, limit).map(show);
  });
}

function trimCommand([key = "", ...args]: readonly ByteString[], { keyspace }: CommandContext): LocalReply {
  if (!/^(MAXLEN|MINID)$/i.test(args[0] ?? "")) throw new CommandFailure(SYNTAX_ERROR);
  const { trim, rest } = takeTrim(args);
  if (rest.length > 0) throw new CommandFailure(SYNTAX_ERROR);
  const stream = keyspace.read("stream", key);
  return stream ? trim(stream) : 0;
}

export const streamCommands: Readonly<Record<string, Command>> = {
  xadd: write(-5, add),
  xtrim: write(-4, trimCommand),
  xlen: read(2, ([key = ""], { keyspace }) => keyspace.read("stream", key)?.entries.length ?? 0),
  xrange: range(false),
  xrevrange: range(true),
  xdel: write(-3, ([key = "", ...ids], { keyspace }) => {
    const stream = keyspace.read("stream", key);
    return stream?.remove(ids.map((id) => parseId(id, 0n))) ?? 0;
  }),
};
