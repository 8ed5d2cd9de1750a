/** EVAL and its kin. */
import type { ByteString } from "../byte-string.ts";
import { RedisError } from "../redis-engine.ts";
import { type Command, type LocalReply, OK } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";
import { type LuaMachine, type ScriptHost, sha1 } from "./lua-machine.ts";
import { integer } from "./number-argument.ts";

const NO_SCRIPT = "NOSCRIPT No matching script. Please use EVAL.";
const WRITES = "ERR Can not execute a script with write flag using *_ro command.";
const KNOWN_FLAGS = new Set(["no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys"]);

interface Script {
  readonly sha: string;
  /** What a shebang says about writing; undefined without one. */
  readonly readOnly: boolean | undefined;
}

/** The scripts that were seen, by the SHA-1 of their text. A script that does not compile is not kept. */
export class ScriptCache {
  private readonly machine: LuaMachine;
  private readonly scripts = new Map<string, Script>();

  constructor(machine: LuaMachine) {
    this.machine = machine;
  }

  find(sha: string): Script | undefined {
    return this.scripts.get(sha.toLowerCase());
  }

  add(text: ByteString): Script {
    const sha = sha1(text);
    const known = this.find(sha);
    if (known) return known;
    const { body, flags } = readShebang(text);
    const problem = this.machine.compile(body, sha);
    if (problem) throw new CommandFailure(problem.message);
    const script = { sha, readOnly: flags?.includes("no-writes") };
    this.scripts.set(sha, script);
    return script;
  }

  clear(): void {
    this.scripts.clear();
  }
}

/** Takes the first line off when it is a shebang, and keeps its line break so that line numbers stay. */
function readShebang(text: ByteString): { body: ByteString; flags?: string[] } {
  if (!text.startsWith("#!")) return { body: text };
  const end = text.indexOf("\n");
  const [engine = "", ...options] = text
    .slice(2, end === -1 ? undefined : end)
    .trim()
    .split(/\s+/);
  if (engine !== "lua") throw new CommandFailure(`ERR Unexpected engine in script shebang: #!${engine}`);
  const flags = options.flatMap((option) => {
    if (!option.startsWith("flags=")) throw new CommandFailure(`ERR Unknown lua shebang option: ${option}`);
    return option.slice("flags=".length).split(",").filter(Boolean);
  });
  const unknown = flags.find((flag) => !KNOWN_FLAGS.has(flag));
  if (unknown !== undefined) throw new CommandFailure(`ERR Unexpected flag in script shebang: ${unknown}`);
  return { body: end === -1 ? "" : text.slice(end), flags };
}

interface ScriptEnvironment {
  readonly cache: ScriptCache;
  readonly machine: LuaMachine;
  /** Runs a command as a script may: some are refused, and all writes when it is read-only. */
  readonly host: (readOnly: boolean) => ScriptHost;
}

function evaluate(environment: ScriptEnvironment, bySha: boolean, readOnly: boolean): Command {
  const { cache, machine, host } = environment;
  return {
    arity: -3,
    write: false,
    run: ([source = "", count = "", ...rest]) => {
      const keys = integer(count);
      if (keys > rest.length) throw new CommandFailure("ERR Number of keys can't be greater than number of args");
      if (keys < 0) throw new CommandFailure("ERR Number of keys can't be negative");
      const script = bySha ? cache.find(source) : cache.add(source);
      if (!script) throw new CommandFailure(NO_SCRIPT);
      if (readOnly && script.readOnly === false) throw new CommandFailure(WRITES);
      return machine.run(script.sha, rest.slice(0, keys), rest.slice(keys), host(readOnly || script.readOnly === true));
    },
  };
}

function manage({ cache }: ScriptEnvironment, [action = "", ...rest]: readonly ByteString[]): LocalReply {
  const [first] = rest;
  switch (action.toUpperCase()) {
    case "LOAD":
      if (first === undefined || rest.length > 1) break;
      return cache.add(first).sha;
    case "EXISTS":
      if (first === undefined) break;
      return rest.map((sha) => Number(cache.find(sha) !== undefined));
    case "FLUSH":
      if (first !== undefined && !/^(a?sync)$/i.test(first)) {
        return new RedisError("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
      }
      cache.clear();
      return OK;
    default:
      return new RedisError(`ERR unknown subcommand '${action}'. Try SCRIPT HELP.`);
  }
  return new RedisError(`ERR wrong number of arguments for 'script|${action.toLowerCase()}' command`);
}

export function scriptCommands(environment: ScriptEnvironment): Readonly<Record<string, Command>> {
  return {
    eval: evaluate(environment, false, false),
    evalsha: evaluate(environment, true, false),
    eval_ro: evaluate(environment, false, true),
    evalsha_ro: evaluate(environment, true, true),
    script: { arity: -2, write: false, run: (args) => manage(environment, args) },
  };
}

/** What a script's own commands may not be, whether or not the engine has them. */
export const REFUSED_IN_SCRIPTS: ReadonlySet<string> = new Set(
  "eval evalsha eval_ro evalsha_ro script multi exec watch unwatch subscribe psubscribe unsubscribe auth config".split(
    " ",
  ),
);

export const NOT_ALLOWED_FROM_SCRIPT = new RedisError("ERR This Redis command is not allowed from script");
export const READ_ONLY_SCRIPT = new RedisError("ERR Write commands are not allowed from read-only scripts.");
