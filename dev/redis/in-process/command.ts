/** What a command of the in-process engine is, and the little that every one of them answers with. */

import type { ByteString } from "../byte-string.ts";
import { RedisError } from "../redis-engine.ts";
import type { Channels } from "./channels.ts";
import { CommandFailure } from "./command-failure.ts";
import type { Keyspace } from "./keyspace.ts";

/** A simple string such as OK: for Lua a table `{ok = …}`, for everybody else a string. */
export class Status {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A reply inside the engine, where a status is still told from a string. */
export type LocalReply = ByteString | number | null | Status | RedisError | LocalReply[];

export interface CommandContext {
  readonly keyspace: Keyspace;
  readonly channels: Channels;
}

export interface Command {
  /** As COMMAND INFO counts: the name included, negative when it is the least number. */
  readonly arity: number;
  /** Refused inside read-only scripts. */
  readonly write: boolean;
  /** Arguments come without the name and in a number that fits the arity. */
  readonly run: (args: readonly ByteString[], context: CommandContext) => LocalReply;
}

export const OK = new Status("OK");

export function read(arity: number, run: Command["run"]): Command {
  return { arity, write: false, run };
}

export function write(arity: number, run: Command["run"]): Command {
  return { arity, write: true, run };
}

/** Runs a command and turns what it throws on purpose into an error value. Other exceptions are bugs and pass through. */
export function answer(run: () => LocalReply): LocalReply {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommandFailure) return new RedisError(error.message);
    throw error;
  }
}

/** Cuts a flat list of arguments into pairs. Fails with the error that Redis gives when one is left over. */
export function pairs(args: readonly ByteString[], command: string): [ByteString, ByteString][] {
  if (args.length === 0 || args.length % 2 === 1) {
    throw new CommandFailure(`ERR wrong number of arguments for '${command}' command`);
  }
  return args.flatMap((arg, at): [ByteString, ByteString][] => (at % 2 === 0 ? [[arg, args[at + 1] ?? ""]] : []));
}
