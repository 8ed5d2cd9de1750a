/** The Lua side of scripting: the `redis` table, the closed world that scripts live in, and how their errors are told. */

/**
 * Run once with what the host gives: `redis.call`, `redis.pcall`, the SHA-1 of a string, and cjson's parts. Returns the function that runs a compiled script.
 *
 * The rules are those of Redis 7: errors are tables with `err`, `source` and `line`, and globals are closed.
 */
export const LUA_PRELUDE = `
local call, pcall_command, sha1, encode, decode, null = ...
local getinfo, rawset, error, type, tostring, xpcall = debug.getinfo, rawset, error, type, tostring, xpcall
local setmetatable, find, sub = setmetatable, string.find, string.sub
local globals = _G

local function failure(text)
  if sub(text, 1, 1) ~= '-' then return { err = 'ERR ' .. text } end
  if not find(text, ' ', 1, true) then return { err = 'ERR ' .. sub(text, 2) } end
  return { err = sub(text, 2) }
end

redis = {}
cjson = { encode = encode, decode = decode, null = null }
redis.call, redis.pcall = call, pcall_command
redis.error_reply = function(text, ...)
  if type(text) ~= 'string' or select('#', ...) > 0 then return failure('wrong number or type of arguments') end
  return failure(sub(text, 1, 1) == '-' and text or '-' .. text)
end
redis.status_reply = function(text, ...)
  if type(text) ~= 'string' or select('#', ...) > 0 then return failure('wrong number or type of arguments') end
  return { ok = text }
end
redis.sha1hex = sha1
redis.log = function() end
redis.replicate_commands = function() return true end
redis.set_repl = function() end
redis.breakpoint = function() return false end
redis.debug = function() end
redis.LOG_DEBUG, redis.LOG_VERBOSE, redis.LOG_NOTICE, redis.LOG_WARNING = 0, 1, 2, 3
redis.REPL_NONE, redis.REPL_AOF, redis.REPL_SLAVE, redis.REPL_REPLICA, redis.REPL_ALL = 0, 1, 2, 2, 3

local function settle(ok, problem, ...)
  if not ok and type(problem) == 'table' and type(problem.err) == 'string' then return ok, problem.err end
  return ok, problem, ...
end
local unguarded = pcall
pcall = function(...) return settle(unguarded(...)) end

os, io, package, debug, require, module, dofile, loadfile, print, newproxy = nil
setmetatable(globals, {
  __index = function(_, name)
    error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
  end,
  __newindex = function() error('Attempt to modify a readonly table', 2) end,
})

local function explain(problem)
  if type(problem) ~= 'table' then problem = { err = 'ERR ' .. tostring(problem) } end
  for level = 2, 20 do
    local info = getinfo(level, 'Sl')
    if not info then break end
    if info.source == '@user_script' then
      problem.source, problem.line = 'user_script', info.currentline
      break
    end
  end
  return problem
end

return function(script, keys, argv)
  rawset(globals, 'KEYS', keys)
  rawset(globals, 'ARGV', argv)
  return xpcall(script, explain)
end
`;
