/** Runs Redis scripts in a real Lua 5.1, the version that Redis has. */
import { createHash } from "node:crypto";
import type { ByteString } from "../byte-string.ts";
import { RedisError } from "../redis-engine.ts";
import type { LocalReply } from "./command.ts";
import { LUA_REGISTRYINDEX, LuaState, LuaType } from "./lua-api.ts";
import { decodeForLua, encodeForLua, pushNull } from "./lua-json.ts";
import { LUA_PRELUDE } from "./lua-prelude.ts";
import { pushArray, pushReply, takeReply } from "./lua-values.ts";
import { formatDouble } from "./number-argument.ts";

const LUA_CALL_FAILED = "ERR Lua redis lib command arguments must be strings or integers";

/** Runs a command for a script; an error is a value. */
export type ScriptHost = (command: ByteString[]) => LocalReply;

export function sha1(bytes: ByteString): string {
  return createHash("sha1").update(bytes, "latin1").digest("hex");
}

/** `redis.sha1hex`. */
function hashForLua(lua: LuaState): number {
  if (lua.c._lua_gettop(lua.address) !== 1) {
    pushReply(lua, new RedisError("ERR wrong number of arguments"));
    return lua.raise();
  }
  const type = lua.type(1);
  lua.pushString(sha1(type === LuaType.String || type === LuaType.Number ? lua.toString(1) : ""));
  return 1;
}

/**
 * Compiles each script once and keeps it. A script runs to its end before anything else happens in the process, which is
 * what makes it atomic; there is no time limit, so an endless loop hangs the process.
 */
export class LuaMachine {
  private readonly lua: LuaState;
  private readonly compiled = new Map<string, number>();
  private host: ScriptHost | undefined;
  private runner = 0;

  private constructor(lua: LuaState) {
    this.lua = lua;
  }

  static async open(): Promise<LuaMachine> {
    const machine = new LuaMachine(await LuaState.open());
    machine.prepare();
    return machine;
  }

  close(): void {
    this.lua.close();
  }

  private prepare(): void {
    const { lua } = this;
    lua.load(LUA_PRELUDE, "@prelude");
    lua.pushFunction((caller) => (this.callFrom(caller) instanceof RedisError ? caller.raise() : 1));
    lua.pushFunction((caller) => {
      this.callFrom(caller);
      return 1;
    });
    lua.pushFunction(hashForLua);
    lua.pushFunction(encodeForLua);
    lua.pushFunction(decodeForLua);
    pushNull(lua);
    if (lua.c._lua_pcall(lua.address, 6, 1, 0) !== 0) throw new Error(`Lua prelude: ${lua.toString(-1)}`);
    this.runner = lua.c._luaL_ref(lua.address, LUA_REGISTRYINDEX);
  }

  /** What `redis.call` and `redis.pcall` come to: the arguments stand on the stack, and the reply is left on top. */
  private callFrom(lua: LuaState): LocalReply {
    const command: ByteString[] = [];
    let problem: string | undefined;
    const count = lua.c._lua_gettop(lua.address);
    if (count === 0) problem = "ERR Please specify at least one argument for this redis lib call";
    for (let at = 1; at <= count; at += 1) {
      const type = lua.type(at);
      if (type === LuaType.Number) command.push(formatDouble(lua.c._lua_tonumber(lua.address, at)));
      else if (type === LuaType.String) command.push(lua.toString(at));
      else problem = LUA_CALL_FAILED;
    }
    const reply = (problem === undefined ? this.host?.(command) : new RedisError(problem)) ?? null;
    pushReply(lua, reply);
    return reply;
  }

  /** Compiles the script, unless that was done before. Returns what is wrong with it, or nothing. */
  compile(script: ByteString, sha: string): RedisError | undefined {
    if (this.compiled.has(sha)) return undefined;
    const { lua } = this;
    if (lua.load(script, "@user_script")) {
      this.compiled.set(sha, lua.c._luaL_ref(lua.address, LUA_REGISTRYINDEX));
      return undefined;
    }
    const problem = lua.toString(-1);
    lua.pop(1);
    return new RedisError(`ERR Error compiling script (new function): ${problem}`);
  }

  /** Runs a compiled script. What it throws comes back as an error with the place, worded as Redis 7 words it. */
  run(sha: string, keys: readonly ByteString[], args: readonly ByteString[], host: ScriptHost): LocalReply {
    const { lua } = this;
    const { c, address } = lua;
    this.host = host;
    c._lua_checkstack(address, 16);
    c._lua_rawgeti(address, LUA_REGISTRYINDEX, this.runner);
    c._lua_rawgeti(address, LUA_REGISTRYINDEX, this.compiled.get(sha) ?? 0);
    pushArray(lua, keys, (key) => lua.pushString(key));
    pushArray(lua, args, (arg) => lua.pushString(arg));
    const failed = c._lua_pcall(address, 3, 2, 0) !== 0;
    this.host = undefined;
    if (failed) {
      const problem = lua.toString(-1);
      lua.pop(1);
      return new RedisError(`ERR ${problem} script: ${sha}`);
    }
    const ended = c._lua_toboolean(address, -2) === 1;
    const place = ended ? "" : this.place(sha);
    const reply = takeReply(lua);
    lua.pop(1);
    return !ended && reply instanceof RedisError ? new RedisError(`${reply.message}${place}`) : reply;
  }

  /** Where the error table on top says it happened. */
  private place(sha: string): string {
    const { lua } = this;
    lua.getField("line");
    const known = lua.type(-1) === LuaType.Number;
    const line = known ? lua.c._lua_tonumber(lua.address, -1) : 0;
    lua.pop(1);
    return ` script: ${sha}${known ? `, on @user_script:${line}` : ""}.`;
  }
}
