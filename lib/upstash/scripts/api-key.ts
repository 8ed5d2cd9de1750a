/** API keys: a record of each and a list of each account's, which change together. Each leaves and answers the same when it is sent again. */
const HEAD = `#!lua flags=allow-key-locking
local KEY, LIST = unpack(KEYS)
local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end
local function text(n) return string.format('%.0f', n) end
`;

/**
 * KEYS its record. ARGV the digest that came, after how many milliseconds a use is noted anew. Answers the record, empty when there is none, and
 * the time. The use of a key is noted when the digest is one of its own.
 */
export const READ_KEY = `${HEAD}
local record, time = redis.call('HGETALL', KEY), now()
local known = redis.call('HMGET', KEY, 'digest', 'former', 'used_at', 'revoked_at')
local is_own = known[1] and (known[1] == ARGV[1] or known[2] == ARGV[1])
if is_own and not known[4] and time - tonumber(known[3] or 0) >= tonumber(ARGV[2]) then
  redis.call('HSET', KEY, 'used_at', text(time))
end
return {record, text(time)}
`;

/**
 * KEYS its record, its account's list. ARGV its id, the time to live, the most that an account may have, when it ends (0: never), then field and
 * value pairs of the record. Answers 'done', also for a key that is there; 'full' when the account has as many that have not ended.
 */
export const ISSUE_KEY = `${HEAD}
local id, ttl, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('EXISTS', KEY) == 0 then
  local time, live = now(), 0
  local entries = redis.call('HGETALL', LIST)
  for i = 1, #entries, 2 do
    local ends = tonumber(entries[i + 1])
    if ends == 0 or ends > time then live = live + 1
    else redis.call('HDEL', LIST, entries[i]) end
  end
  if live >= most then return 'full' end
end
redis.call('HSET', KEY, unpack(ARGV, 5))
redis.call('HSET', LIST, id, ARGV[4])
redis.call('EXPIRE', KEY, ttl)
redis.call('EXPIRE', LIST, ttl)
return 'done'
`;
