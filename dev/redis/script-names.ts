/** Lets scripts written for Upstash run on other engines: takes Upstash's own flag off their first line. */
import { createHash } from "node:crypto";
import type { ByteString } from "./byte-string.ts";
import { type RedisCommand, type RedisEngine, RedisError, type RedisReply } from "./redis-engine.ts";

const UPSTASH_FLAGS = new Set(["allow-key-locking"]);

function sha1(bytes: ByteString): string {
  return createHash("sha1").update(bytes, "latin1").digest("hex");
}

/**
 * The script without the flags that only Upstash knows. When no other flag is left the first line is left empty, so that
 * the script is an ordinary one and its line numbers stay.
 */
function portableScript(script: ByteString): ByteString {
  const [shebang = "", flags] = /^#!lua[ \t]+flags=([^\s]*)[ \t]*\r?(?=\n|$)/.exec(script) ?? [];
  if (flags === undefined) return script;
  const names = flags.split(",");
  const kept = names.filter((flag) => !UPSTASH_FLAGS.has(flag));
  if (kept.length === names.length) return script;
  return `${kept.length > 0 ? `#!lua flags=${kept.join(",")}` : ""}${script.slice(shebang.length)}`;
}

/**
 * Clients name a script by the SHA-1 of the text they have, flags and all, while the engine knows the portable text. This
 * remembers which is which. It does not know whether the engine still has a script: that the engine says itself.
 */
class ScriptNames {
  private readonly portable = new Map<string, string>();

  private remember(script: ByteString): ByteString {
    const portable = portableScript(script);
    if (portable !== script) this.portable.set(sha1(script), sha1(portable));
    return portable;
  }

  private translate(sha: ByteString): ByteString {
    return this.portable.get(sha.toLowerCase()) ?? sha;
  }

  /** The command as the engine should get it. */
  toEngine(command: RedisCommand): RedisCommand {
    const [name = "", first, ...rest] = command;
    if (first === undefined) return command;
    switch (name.toUpperCase()) {
      case "EVAL":
      case "EVAL_RO":
        return [name, this.remember(first), ...rest];
      case "EVALSHA":
      case "EVALSHA_RO":
        return [name, this.translate(first), ...rest];
      case "SCRIPT":
        return this.scriptCommand(command);
      default:
        return command;
    }
  }

  private scriptCommand([name = "", action = "", ...rest]: RedisCommand): RedisCommand {
    const wanted = action.toUpperCase();
    if (wanted === "LOAD") return [name, action, ...rest.map((script) => this.remember(script))];
    if (wanted === "EXISTS") return [name, action, ...rest.map((sha) => this.translate(sha))];
    return [name, action, ...rest];
  }

  /** The reply as the client should get it: SCRIPT LOAD answers the name of the text that was sent. */
  fromEngine([name = "", action = "", script]: RedisCommand, reply: RedisReply): RedisReply {
    const loaded = name.toUpperCase() === "SCRIPT" && action.toUpperCase() === "LOAD" && script !== undefined;
    return loaded && !(reply instanceof RedisError) ? sha1(script) : reply;
  }
}

/** The same engine for clients that speak Upstash's dialect of scripts. */
export function withScriptNames(engine: RedisEngine): RedisEngine {
  const names = new ScriptNames();
  return {
    name: engine.name,
    execute: async (command) => names.fromEngine(command, await engine.execute(names.toEngine(command))),
    transaction: async (commands) => {
      const replies = await engine.transaction(commands.map((command) => names.toEngine(command)));
      if (replies instanceof RedisError) return replies;
      return replies.map((reply, at) => names.fromEngine(commands[at] ?? [], reply));
    },
    subscribe: (kind, channels, hear) => engine.subscribe(kind, channels, hear),
    close: () => engine.close(),
  };
}
