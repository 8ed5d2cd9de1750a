/** An account's processing log and its security log. */
import { MAX_LOG_ENTRIES } from "../../limits/retention.ts";

/**
 * KEYS log, entries. ARGV the newest time that is wanted and the id before which the page begins at that time (`+inf`, empty: from the newest), the oldest
 * time, how many, how many are looked at, the state (empty: any). Answers the cursor of the next page, empty at the end, and the entries.
 */
export const READ_LOG = `#!lua flags=allow-key-locking
local LOG, ENTRIES = unpack(KEYS)
local from, before, since, limit, scan, state = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local found = redis.call('ZREVRANGEBYSCORE', LOG, from, since, 'WITHSCORES', 'LIMIT', '0', scan)
local page, cursor = {}, ''
for i = 1, #found, 2 do
  local id, at = found[i], found[i + 1]
  if before == '' or tonumber(at) < tonumber(from) or id < before then
    local entry = redis.call('HGET', ENTRIES, id)
    if entry and (state == '' or cjson.decode(entry).state == state) then
      if #page == limit then return {cursor, page} end
      page[#page + 1] = entry
    end
    cursor = at .. '_' .. id
  end
end
return {#found == 2 * tonumber(scan) and cursor or '', page}
`;

/** KEYS security log. ARGV the event, how long it is kept. Times are of the store, and no two events have the same. */
export const ADD_AUDIT = `#!lua flags=allow-key-locking
local AUDIT = KEYS[1]
if redis.call('ZSCORE', AUDIT, ARGV[1]) then return 1 end
local t = redis.call('TIME')
local at = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local last = redis.call('ZRANGE', AUDIT, '-1', '-1', 'WITHSCORES')
if last[2] then at = math.max(at, tonumber(last[2]) + 1) end
redis.call('ZADD', AUDIT, string.format('%.0f', at), ARGV[1])
redis.call('ZREMRANGEBYRANK', AUDIT, '0', '-${MAX_LOG_ENTRIES + 1}')
redis.call('ZREMRANGEBYSCORE', AUDIT, '-inf', string.format('%.0f', at - tonumber(ARGV[2]) * 1000))
redis.call('EXPIRE', AUDIT, ARGV[2])
return 1
`;

/** KEYS days. Answers the fields and values of each. */
export const READ_USAGE = `#!lua flags=allow-key-locking
local days = {}
for i = 1, #KEYS do days[i] = redis.call('HGETALL', KEYS[i]) end
return days
`;
