/**
 * Glossaries: a hash of each, one of the former versions of it that jobs were made with, and two lists of each account's: those that are there,
 * and those that are deleted while jobs may need their terms. Each script leaves and answers the same when it is sent again.
 */
import { MAX_GLOSSARIES } from "../../limits/glossary-limits.ts";

const FLAGS = "#!lua flags=allow-key-locking\n";

const HEAD = `${FLAGS}
local KEY, FORMER, LIST, ENDED = unpack(KEYS)
local TENANT, ID = ARGV[1], ARGV[2]
local clock = redis.call('TIME')
local time = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function at(seconds) return string.format('%.0f', time + tonumber(seconds) * 1000) end

local known = redis.call('HMGET', KEY, 'tenant', 'version', 'used', 'mark')
local is_own = known[1] == TENANT

-- Lives until so many seconds have passed without use.
local function live_on(ttl)
  redis.call('EXPIRE', KEY, ttl)
  redis.call('ZADD', LIST, at(ttl), ID)
  redis.call('EXPIRE', LIST, ttl)
end

-- What jobs were made with lives on for as long as these may; what no job needs any more goes. Answers whether it was used.
local function keep_used(seconds)
  for _, field in ipairs(redis.call('HKEYS', FORMER)) do
    local version = string.match(field, '^until:(%d+)$')
    if version and tonumber(redis.call('HGET', FORMER, field)) < time then redis.call('HDEL', FORMER, field, version) end
  end
  if known[3] ~= known[2] then return false end
  redis.call('HSET', FORMER, 'tenant', TENANT, known[2], redis.call('HGET', KEY, 'terms'), 'until:' .. known[2], at(seconds))
  redis.call('EXPIRE', FORMER, seconds)
  return true
end
`;

/**
 * KEYS the glossary, its former versions, its account's list, the list of deleted ones; so for all scripts of one glossary. ARGV the account, its id, the version as it
 * was seen (0: a new one), a mark of this change, the time to live, how long former versions are needed, what is told of it, its terms. Answers
 * 'done', 'gone', 'changed' or 'full'.
 */
export const WRITE_GLOSSARY = `${HEAD}
local SEEN, MARK, TTL, KEPT, ABOUT, TERMS = unpack(ARGV, 3)
if known[1] and not is_own then return 'gone' end
if known[4] == MARK then return 'done' end
if not known[1] and SEEN ~= '0' then return 'gone' end
if known[1] and known[2] ~= SEEN then return 'changed' end
if SEEN == '0' then
  if redis.call('HEXISTS', FORMER, 'deleted') == 1 then return 'gone' end
  redis.call('ZREMRANGEBYSCORE', LIST, '-inf', string.format('%.0f', time))
  if redis.call('ZCARD', LIST) >= ${MAX_GLOSSARIES} then return 'full' end
else
  keep_used(KEPT)
end
local version = string.format('%.0f', tonumber(SEEN) + 1)
redis.call('HSET', KEY, 'tenant', TENANT, 'version', version, 'mark', MARK, 'about', ABOUT, 'terms', TERMS)
live_on(TTL)
return 'done'
`;

/** ARGV the account, its id, the time to live. Answers the version and what is told of it; nothing when there is none. */
export const USE_GLOSSARY = `${HEAD}
if not is_own then return false end
redis.call('HSET', KEY, 'used', known[2])
live_on(ARGV[3])
return {known[2], redis.call('HGET', KEY, 'about')}
`;

/** ARGV the account, its id, the version. Answers the sealed terms of it; nothing when they are not there. */
export const READ_GLOSSARY_VERSION = `${HEAD}
if is_own and known[2] == ARGV[3] then return redis.call('HGET', KEY, 'terms') end
local former = redis.call('HMGET', FORMER, 'tenant', ARGV[3])
return former[1] == TENANT and former[2] or false
`;

/** ARGV the account, its id, how long its versions are needed. Answers 'done', for as long also for one that is deleted; or 'gone'. */
export const DELETE_GLOSSARY = `${HEAD}
if not is_own then
  local former = redis.call('HMGET', FORMER, 'tenant', 'deleted')
  return not known[1] and former[1] == TENANT and former[2] and 'done' or 'gone'
end
if keep_used(ARGV[3]) or redis.call('EXISTS', FORMER) == 1 then
  redis.call('ZREMRANGEBYSCORE', ENDED, '-inf', string.format('%.0f', time))
  redis.call('ZADD', ENDED, at(ARGV[3]), ID)
  redis.call('EXPIRE', ENDED, ARGV[3])
end
redis.call('HSET', FORMER, 'tenant', TENANT, 'deleted', '1')
redis.call('EXPIRE', FORMER, ARGV[3])
redis.call('DEL', KEY)
redis.call('ZREM', LIST, ID)
return 'done'
`;

/** KEYS glossaries. ARGV the account, then fields of them. Answers those fields of each; of another account's nothing. */
export const READ_GLOSSARIES = `${FLAGS}
local found = {}
for i, key in ipairs(KEYS) do
  found[i] = redis.call('HGET', key, 'tenant') == ARGV[1] and redis.call('HMGET', key, unpack(ARGV, 2)) or {}
end
return found
`;

/** KEYS an account's two lists, then each of its glossaries and that one's former versions. ARGV the account, then their ids. Nothing is kept of them. */
export const ERASE_GLOSSARIES = `${FLAGS}
for i = 2, #ARGV do
  for n = 2 * i - 1, 2 * i do
    if redis.call('HGET', KEYS[n], 'tenant') == ARGV[1] then redis.call('DEL', KEYS[n]) end
  end
  redis.call('ZREM', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[i])
end
return 'done'
`;
