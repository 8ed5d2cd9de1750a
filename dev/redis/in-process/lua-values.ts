/** Replies as Lua values and Lua values as replies, by the conversion rules of Redis's EVAL. */
import { RedisError } from "../redis-engine.ts";
import { type LocalReply, Status } from "./command.ts";
import { type LuaState, LuaType } from "./lua-api.ts";

/** Deeper tables are cut off by an error, as Redis cuts them off when its stack is full. */
const MAX_DEPTH = 1000;

function pushField(lua: LuaState, name: string, value: string): void {
  lua.c._lua_createtable(lua.address, 0, 1);
  lua.pushString(name);
  lua.pushString(value);
  lua.c._lua_rawset(lua.address, -3);
}

export function pushArray<Item>(lua: LuaState, items: readonly Item[], push: (item: Item) => void): void {
  lua.c._lua_checkstack(lua.address, 4);
  lua.c._lua_createtable(lua.address, items.length, 0);
  items.forEach((item, at) => {
    push(item);
    lua.c._lua_rawseti(lua.address, -2, at + 1);
  });
}

/** Pushes a reply: null becomes false, a status `{ok = …}`, an error `{err = …}`. */
export function pushReply(lua: LuaState, reply: LocalReply): void {
  if (typeof reply === "string") lua.pushString(reply);
  else if (typeof reply === "number") lua.c._lua_pushnumber(lua.address, reply);
  else if (reply === null) lua.c._lua_pushboolean(lua.address, 0);
  else if (Array.isArray(reply)) pushArray(lua, reply, (item) => pushReply(lua, item));
  else if (reply instanceof Status) pushField(lua, "ok", reply.text);
  else pushField(lua, "err", reply.message);
}

function fieldOnTop(lua: LuaState, name: string): string | undefined {
  lua.getField(name);
  const value = lua.type(-1) === LuaType.String ? lua.toString(-1) : undefined;
  lua.pop(1);
  return value;
}

function tableOnTop(lua: LuaState, depth: number): LocalReply {
  const error = fieldOnTop(lua, "err");
  if (error !== undefined) return new RedisError(error);
  const status = fieldOnTop(lua, "ok");
  if (status !== undefined) return new Status(status.replace(/[\r\n]/g, " "));
  const items: LocalReply[] = [];
  for (let at = 1; ; at += 1) {
    lua.c._lua_rawgeti(lua.address, -1, at);
    if (lua.type(-1) === LuaType.Nil) break;
    items.push(takeReply(lua, depth + 1));
  }
  lua.pop(1);
  return items;
}

/** Pops the value on top as a reply: numbers lose their fraction, false and nil are null, a table ends at its first nil. */
export function takeReply(lua: LuaState, depth = 0): LocalReply {
  if (depth > MAX_DEPTH || lua.c._lua_checkstack(lua.address, 8) === 0) {
    lua.pop(1);
    return new RedisError("ERR reached lua stack limit");
  }
  const reply = replyOnTop(lua, depth);
  lua.pop(1);
  return reply;
}

function replyOnTop(lua: LuaState, depth: number): LocalReply {
  switch (lua.type(-1)) {
    case LuaType.String:
      return lua.toString(-1);
    case LuaType.Number:
      return Math.trunc(lua.c._lua_tonumber(lua.address, -1)) || 0;
    case LuaType.Boolean:
      return lua.c._lua_toboolean(lua.address, -1) === 1 ? 1 : null;
    case LuaType.Table:
      return tableOnTop(lua, depth);
    default:
      return null;
  }
}
