/** `cjson` for scripts: JSON texts as Lua values and back, by the rules of the library that Redis carries. */
import { fromText, toText } from "../byte-string.ts";
import { type LuaState, LuaType } from "./lua-api.ts";
import { pushArray } from "./lua-values.ts";
import { formatDouble } from "./number-argument.ts";

const MAX_DEPTH = 1000;

/** JSON's null is a value of its own there, because nil cannot stand in a table. */
export function pushNull(lua: LuaState): void {
  lua.c._lua_pushlightuserdata(lua.address, 0);
}

function pushValue(lua: LuaState, value: unknown): void {
  lua.c._lua_checkstack(lua.address, 4);
  if (typeof value === "string") lua.pushString(fromText(value));
  else if (typeof value === "number") lua.c._lua_pushnumber(lua.address, value);
  else if (typeof value === "boolean") lua.c._lua_pushboolean(lua.address, Number(value));
  else if (Array.isArray(value)) pushArray(lua, value, (item) => pushValue(lua, item));
  else if (value === null || value === undefined) pushNull(lua);
  else {
    lua.c._lua_createtable(lua.address, 0, 0);
    for (const [name, item] of Object.entries(value)) {
      lua.pushString(fromText(name));
      pushValue(lua, item);
      lua.c._lua_rawset(lua.address, -3);
    }
  }
}

class Unencodable extends Error {}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new Unencodable("Cannot serialise number: must not be NaN or Inf");
  return formatDouble(value, 14);
}

/** Strings as cjson writes them: slashes and DEL are escaped, bytes above them are not. */
function string(bytes: string): string {
  return JSON.stringify(bytes).replaceAll("/", "\\/").replaceAll("\u007f", "\\u007f");
}

function keyOnStack(lua: LuaState): string {
  const type = lua.type(-2);
  if (type === LuaType.String) return lua.toString(-2);
  if (type === LuaType.Number) return number(lua.c._lua_tonumber(lua.address, -2));
  throw new Unencodable("Cannot serialise table: table key must be a number or string");
}

/** The table on top: an array when all of its keys are positive integers, and an object otherwise, also when empty. */
function table(lua: LuaState, depth: number): string {
  const entries: [key: string, json: string][] = [];
  let isArray = true;
  lua.c._lua_pushnil(lua.address);
  while (lua.c._lua_next(lua.address, -2) !== 0) {
    const key = lua.type(-2) === LuaType.Number ? lua.c._lua_tonumber(lua.address, -2) : 0;
    isArray &&= Number.isInteger(key) && key > 0;
    entries.push([keyOnStack(lua), valueOnTop(lua, depth + 1)]);
    lua.pop(1);
  }
  if (entries.length === 0 || !isArray) return `{${entries.map(([key, json]) => `${string(key)}:${json}`).join(",")}}`;
  const length = Math.max(...entries.map(([key]) => Number(key)));
  if (length > 10 && length > 2 * entries.length) {
    throw new Unencodable("Cannot serialise table: excessively sparse array");
  }
  const items = Array.from({ length }, () => "null");
  for (const [key, json] of entries) items[Number(key) - 1] = json;
  return `[${items.join(",")}]`;
}

function valueOnTop(lua: LuaState, depth: number): string {
  if (depth > MAX_DEPTH) throw new Unencodable(`Cannot serialise, excessive depth (${depth})`);
  lua.c._lua_checkstack(lua.address, 8);
  switch (lua.type(-1)) {
    case LuaType.String:
      return string(lua.toString(-1));
    case LuaType.Number:
      return number(lua.c._lua_tonumber(lua.address, -1));
    case LuaType.Boolean:
      return lua.c._lua_toboolean(lua.address, -1) === 1 ? "true" : "false";
    case LuaType.Table:
      return table(lua, depth);
    case LuaType.Nil:
    case LuaType.LightUserdata:
      return "null";
    default:
      throw new Unencodable("Cannot serialise function: type not supported");
  }
}

/** `cjson.encode`: the value is the function's argument. Numbers are written in 14 digits, as there. */
export function encodeForLua(lua: LuaState): number {
  if (lua.c._lua_gettop(lua.address) !== 1)
    return lua.raiseAtCaller("bad argument #1 to 'encode' (expected 1 argument)");
  let json: string;
  try {
    json = valueOnTop(lua, 1);
  } catch (error) {
    if (error instanceof Unencodable) return lua.raiseAtCaller(error.message);
    throw error;
  }
  lua.pushString(json);
  return 1;
}

/** `cjson.decode`. What is wrong with a text is told in other words than there. */
export function decodeForLua(lua: LuaState): number {
  if (lua.c._lua_gettop(lua.address) !== 1)
    return lua.raiseAtCaller("bad argument #1 to 'decode' (expected 1 argument)");
  let value: unknown;
  try {
    value = JSON.parse(toText(lua.toString(1)));
  } catch {
    return lua.raiseAtCaller("Expected value but found invalid token at character 1");
  }
  pushValue(lua, value);
  return 1;
}
