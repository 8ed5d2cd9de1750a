/** Redis inside the process, with nothing to install: the commands that Docat and its libraries use, and Lua. */
import type { ByteString } from "../byte-string.ts";
import { type RedisCommand, type RedisEngine, RedisError, type RedisReply } from "../redis-engine.ts";
import { Channels } from "./channels.ts";
import { answer, type Command, type CommandContext, type LocalReply, Status } from "./command.ts";
import { expiryCommands } from "./expiry.ts";
import { hashCommands } from "./hash-commands.ts";
import { keyCommands } from "./key-commands.ts";
import { Keyspace } from "./keyspace.ts";
import { listCommands } from "./list-commands.ts";
import { LuaMachine, type ScriptHost } from "./lua-machine.ts";
import {
  NOT_ALLOWED_FROM_SCRIPT,
  READ_ONLY_SCRIPT,
  REFUSED_IN_SCRIPTS,
  ScriptCache,
  scriptCommands,
} from "./script-commands.ts";
import { setCommands } from "./set-commands.ts";
import { sortedSetCommands } from "./sorted-set-commands.ts";
import { streamCommands } from "./stream-commands.ts";
import { stringCommands } from "./string-commands.ts";

const SWEEP_EVERY_MS = 1000;
const EXEC_ABORT = new RedisError("EXECABORT Transaction discarded because of previous errors.");

const dataCommands: Readonly<Record<string, Command>> = {
  ...keyCommands,
  ...expiryCommands,
  ...stringCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...listCommands,
  ...streamCommands,
};

type CommandTable = ReadonlyMap<string, Command>;

function fits(command: Command, length: number): boolean {
  return command.arity < 0 ? length >= -command.arity : length === command.arity;
}

function unknown([name = "", ...args]: RedisCommand): RedisError {
  const shown = args
    .map((arg) => `'${arg.slice(0, 128)}' `)
    .join("")
    .slice(0, 128);
  return new RedisError(`ERR unknown command '${name}', with args beginning with: ${shown}`);
}

/** The command that is meant, or what is wrong with the way it is called. */
function lookUp(table: CommandTable, command: RedisCommand): Command | RedisError {
  const name = (command[0] ?? "").toLowerCase();
  const found = table.get(name);
  if (!found) return unknown(command);
  return fits(found, command.length) ? found : new RedisError(`ERR wrong number of arguments for '${name}' command`);
}

function run(table: CommandTable, command: RedisCommand, context: CommandContext): LocalReply {
  const found = lookUp(table, command);
  return found instanceof RedisError ? found : answer(() => found.run(command.slice(1), context));
}

/** How scripts call commands: with errors in the words that Redis has for them there. */
function scriptHost(table: CommandTable, context: CommandContext, readOnly: boolean): ScriptHost {
  return (command) => {
    const name = (command[0] ?? "").toLowerCase();
    if (REFUSED_IN_SCRIPTS.has(name)) return NOT_ALLOWED_FROM_SCRIPT;
    const found = table.get(name);
    if (!found) return new RedisError("ERR Unknown Redis command called from script");
    if (!fits(found, command.length)) {
      return new RedisError("ERR Wrong number of args calling Redis command from script");
    }
    if (readOnly && found.write) return READ_ONLY_SCRIPT;
    return answer(() => found.run(command.slice(1), context));
  };
}

function publicReply(reply: LocalReply): RedisReply {
  if (reply instanceof Status) return reply.text;
  return Array.isArray(reply) ? reply.map(publicReply) : reply;
}

/**
 * Opens an empty database that lives as long as the engine. It knows one database, no consumer groups, no blocking
 * commands and no persistence; what it does not know it refuses as an unknown command.
 */
export async function openInProcessEngine(options: { now?: () => number } = {}): Promise<RedisEngine> {
  const context: CommandContext = { keyspace: new Keyspace(options.now ?? Date.now), channels: new Channels() };
  const machine = await LuaMachine.open();
  const scripts = scriptCommands({
    machine,
    cache: new ScriptCache(machine),
    host: (readOnly) => scriptHost(table, context, readOnly),
  });
  const table: CommandTable = new Map(Object.entries({ ...dataCommands, ...scripts }));
  const sweep = setInterval(() => context.keyspace.keys(), SWEEP_EVERY_MS).unref();
  return {
    name: "in-process",
    execute: async (command) => publicReply(run(table, command, context)),
    transaction: async (commands) => {
      if (commands.some((command) => lookUp(table, command) instanceof RedisError)) return EXEC_ABORT;
      return commands.map((command) => publicReply(run(table, command, context)));
    },
    subscribe: async (kind, names: readonly ByteString[], hear) => {
      const stops = names.map((name) => context.channels.listen(kind, name, hear));
      return { close: async () => stops.forEach((stop) => void stop()) };
    },
    close: async () => {
      clearInterval(sweep);
      machine.close();
    },
  };
}
