/** The C interface of Lua 5.1, compiled to WebAssembly by the package, as far as scripts need it. */
import { LUA_REGISTRYINDEX, LuaApi, LuaType } from "wasmoon-lua5.1";
import type { ByteString } from "../byte-string.ts";

/** The compiled functions by their C names. Pointers and states are addresses in `HEAPU8`. */
interface LuaModule {
  /** Replaced whenever the memory grows: never keep it. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  addFunction(run: (state: number) => number, signature: string): number;
  _luaL_newstate(): number;
  _luaL_openlibs(state: number): void;
  _luaL_loadbuffer(state: number, source: number, bytes: number, name: number): number;
  _luaL_where(state: number, level: number): void;
  _luaL_ref(state: number, table: number): number;
  _lua_checkstack(state: number, slots: number): number;
  _lua_close(state: number): void;
  _lua_concat(state: number, values: number): void;
  _lua_createtable(state: number, elements: number, fields: number): void;
  _lua_error(state: number): never;
  _lua_gettop(state: number): number;
  _lua_next(state: number, index: number): number;
  _lua_pcall(state: number, args: number, results: number, handler: number): number;
  _lua_pushboolean(state: number, value: number): void;
  _lua_pushcclosure(state: number, run: number, upvalues: number): void;
  _lua_pushlightuserdata(state: number, pointer: number): void;
  _lua_pushlstring(state: number, bytes: number, length: number): void;
  _lua_pushnil(state: number): void;
  _lua_pushnumber(state: number, value: number): void;
  _lua_rawget(state: number, index: number): void;
  _lua_rawgeti(state: number, index: number, at: number): void;
  _lua_rawset(state: number, index: number): void;
  _lua_rawseti(state: number, index: number, at: number): void;
  _lua_settop(state: number, index: number): void;
  _lua_toboolean(state: number, index: number): number;
  _lua_tolstring(state: number, index: number, length: number): number;
  _lua_tonumber(state: number, index: number): number;
  _lua_type(state: number, index: number): number;
}

export { LUA_REGISTRYINDEX, LuaType };

/** One Lua state. Its methods are the C calls, with byte strings in place of pointers. */
export class LuaState {
  readonly c: LuaModule;
  readonly address: number;
  private readonly length: number;

  private constructor(module: LuaModule, address: number, length: number) {
    this.c = module;
    this.address = address;
    this.length = length;
  }

  /** Compiles the WebAssembly module and opens a state with all standard libraries; the caller closes it. */
  static async open(): Promise<LuaState> {
    const api = await LuaApi.initialize();
    const module = api.module as unknown as LuaModule;
    const state = new LuaState(module, module._luaL_newstate(), module._malloc(4));
    module._luaL_openlibs(state.address);
    return state;
  }

  close(): void {
    this.c._lua_close(this.address);
  }

  private withBytes(bytes: ByteString, use: (pointer: number) => void): void {
    const pointer = this.c._malloc(bytes.length + 1);
    Buffer.from(this.c.HEAPU8.buffer, pointer, bytes.length).write(bytes, "latin1");
    use(pointer);
    this.c._free(pointer);
  }

  pushString(bytes: ByteString): void {
    this.withBytes(bytes, (pointer) => this.c._lua_pushlstring(this.address, pointer, bytes.length));
  }

  /** The string or the number's spelling at the index; a number there becomes a string in place. */
  toString(index: number): ByteString {
    const pointer = this.c._lua_tolstring(this.address, index, this.length);
    const { buffer } = this.c.HEAPU8;
    const bytes = new DataView(buffer).getUint32(this.length, true);
    return Buffer.from(buffer, pointer, bytes).toString("latin1");
  }

  type(index: number): LuaType {
    return this.c._lua_type(this.address, index);
  }

  pop(count: number): void {
    this.c._lua_settop(this.address, -count - 1);
  }

  /** Raises the value on top as a Lua error; only inside a function that Lua has called. */
  raise(): never {
    return this.c._lua_error(this.address);
  }

  /** Raises a message, with the script's line before it. */
  raiseAtCaller(message: string): never {
    this.c._luaL_where(this.address, 1);
    this.pushString(message);
    this.c._lua_concat(this.address, 2);
    return this.raise();
  }

  /** Pushes the field of the table that is on top. */
  getField(name: string): void {
    this.pushString(name);
    this.c._lua_rawget(this.address, -2);
  }

  /** Compiles a chunk and pushes it, or pushes the error. Returns whether it compiled. */
  load(source: ByteString, name: string): boolean {
    let status = 0;
    this.withBytes(source, (code) =>
      this.withBytes(`${name}\0`, (label) => {
        status = this.c._luaL_loadbuffer(this.address, code, source.length, label);
      }),
    );
    return status === 0;
  }

  /**
   * Pushes a function that Lua can call. It finds its arguments on the stack of the state that it is given, which is
   * another one inside a coroutine, and returns how many results it pushed there.
   */
  pushFunction(run: (lua: LuaState) => number): void {
    const call = (address: number): number => run(new LuaState(this.c, address, this.length));
    this.c._lua_pushcclosure(this.address, this.c.addFunction(call, "ii"), 0);
  }
}
