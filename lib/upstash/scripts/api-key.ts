/**
 * API keys: a record of each and a list of each account's, which change together. Each script leaves and answers the same when it is sent
 * again. The list holds for each key when it ends, 0 for never, and for one that was revoked, behind a minus sign, when nothing is kept of it.
 */
import { KEY_KEPT_SECONDS, MAX_KEYS } from "../../limits/key-limits.ts";

const HEAD = `#!lua flags=allow-key-locking
local KEY, LIST = unpack(KEYS)
local KEPT, MOST = ${KEY_KEPT_SECONDS}, ${MAX_KEYS}
local function text(n) return string.format('%.0f', n) end
local clock = redis.call('TIME')
local time = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function is_live(ends) return ends == 0 or ends > time end

-- What is over for a day is forgotten, and of many that were revoked the first.
local function prune()
  local entries, revoked, first = redis.call('HGETALL', LIST), 0, nil
  for i = 1, #entries, 2 do
    local ends = tonumber(entries[i + 1])
    if ends > 0 and ends + KEPT * 1000 < time or ends < 0 and -ends < time then
      redis.call('HDEL', LIST, entries[i])
    elseif ends < 0 then
      revoked = revoked + 1
      if not first or ends > first[2] then first = {entries[i], ends} end
    end
  end
  if revoked > MOST then redis.call('HDEL', LIST, first[1]) end
end

-- Whether the account has all that it may have besides this one.
local function is_full(id)
  local entries, live = redis.call('HGETALL', LIST), 0
  for i = 1, #entries, 2 do
    if entries[i] ~= id and is_live(tonumber(entries[i + 1])) then live = live + 1 end
  end
  return live >= MOST
end

local function enlist(id, ends, ttl)
  redis.call('HSET', LIST, id, ends)
  redis.call('EXPIRE', LIST, ttl)
  local seconds = ends == '0' and tonumber(ttl) or math.max(0, math.ceil((tonumber(ends) - time) / 1000)) + KEPT
  redis.call('EXPIRE', KEY, text(seconds))
  prune()
end
`;

/**
 * KEYS its record. ARGV the digest that came, after how many milliseconds a use is noted anew. Answers the record, empty when there is none, and
 * the time. The use of a key is noted when the digest is one of its own.
 */
export const READ_KEY = `${HEAD}
local record = redis.call('HGETALL', KEY)
local known = redis.call('HMGET', KEY, 'digest', 'former', 'used_at', 'revoked_at')
local is_own = known[1] and (known[1] == ARGV[1] or known[2] == ARGV[1])
if is_own and not known[4] and time - tonumber(known[3] or 0) >= tonumber(ARGV[2]) then
  redis.call('HSET', KEY, 'used_at', text(time))
end
return {record, text(time)}
`;

/** KEYS the records of several keys. Answers each, empty where there is none. */
export const READ_KEYS = `#!lua flags=allow-key-locking
local records = {}
for i, key in ipairs(KEYS) do records[i] = redis.call('HGETALL', key) end
return records
`;

/**
 * KEYS its record, its account's list. ARGV its id, the time to live, when it ends (0: never), then field and value pairs of the record.
 * Answers 'done', also for a key that is there, or 'full'.
 */
export const ISSUE_KEY = `${HEAD}
if redis.call('EXISTS', KEY) == 0 and is_full(ARGV[1]) then return 'full' end
redis.call('HSET', KEY, unpack(ARGV, 4))
enlist(ARGV[1], ARGV[3], ARGV[2])
return 'done'
`;

const OWNED = `${HEAD}
local known = redis.call('HMGET', KEY, 'tenant', 'record', 'digest', 'revoked_at', 'revision')
if not known[1] or known[1] ~= ARGV[1] then return 'gone' end
`;

/**
 * ARGV the account, its id, the time to live, when it ends from now on, the revision as it was and as it is to be, the record. Answers 'done',
 * 'gone' for another account's as for none, 'revoked', 'full', or 'changed' when the record has another revision by now.
 */
export const CHANGE_KEY = `${OWNED}
if known[4] then return 'revoked' end
local revision = known[5] or '0'
if revision == ARGV[6] and known[2] == ARGV[7] then return 'done' end
if revision ~= ARGV[5] then return 'changed' end
if is_live(tonumber(ARGV[4])) and is_full(ARGV[2]) then return 'full' end
redis.call('HSET', KEY, 'record', ARGV[7], 'revision', ARGV[6])
enlist(ARGV[2], ARGV[4], ARGV[3])
return 'done'
`;

/** ARGV the account, the new digest, how many milliseconds the one before lives on. Answers 'done', 'gone' or 'revoked'. */
export const ROTATE_KEY = `${OWNED}
if known[4] then return 'revoked' end
if known[3] ~= ARGV[2] then
  redis.call('HSET', KEY, 'former', known[3], 'former_until', text(time + tonumber(ARGV[3])), 'digest', ARGV[2])
end
return 'done'
`;

/** ARGV the account, its id. The key ends now; a day long it is told that it did. Answers 'done' or 'gone'. */
export const REVOKE_KEY = `${OWNED}
if not known[4] then
  redis.call('HSET', KEY, 'revoked_at', text(time))
  redis.call('EXPIRE', KEY, KEPT)
  redis.call('HSET', LIST, ARGV[2], text(-time - KEPT * 1000))
  prune()
end
return 'done'
`;

/** KEYS an account's list, then the records of keys. ARGV the account, then the ids of those keys. Nothing is kept of them. */
export const ERASE_KEYS = `#!lua flags=allow-key-locking
for i = 2, #KEYS do
  if redis.call('HGET', KEYS[i], 'tenant') == ARGV[1] then redis.call('DEL', KEYS[i]) end
  redis.call('HDEL', KEYS[1], ARGV[i])
end
return 'done'
`;
