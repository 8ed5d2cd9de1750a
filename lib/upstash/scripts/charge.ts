/** Pages that are read while their caller waits: taken before, and given back when nothing comes of it. */
import { MAX_USAGE_FIELDS } from "../../limits/quotas.ts";

/**
 * KEYS the day's usage, this charge. ARGV pages, pages of a day (empty: no limit), credential, how long usage is kept, how long the charge can be given
 * back. Answers 1, or 0 when there are not as many left. Sent again it takes nothing more.
 */
export const CHARGE_PAGES = `#!lua flags=allow-key-locking
local USAGE, CHARGE = unpack(KEYS)
local pages, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
if redis.call('EXISTS', CHARGE) == 1 then return 1 end
local used = redis.call('HMGET', USAGE, 'pages', 'reserved')
if limit and tonumber(used[1] or 0) + tonumber(used[2] or 0) + pages > limit then return 0 end
local field = 'pages ' .. ARGV[3]
if redis.call('HEXISTS', USAGE, field) == 0 and redis.call('HLEN', USAGE) >= ${MAX_USAGE_FIELDS} then field = 'pages *' end
redis.call('HINCRBY', USAGE, 'pages', ARGV[1])
redis.call('HINCRBY', USAGE, field, ARGV[1])
redis.call('EXPIRE', USAGE, ARGV[4])
redis.call('SET', CHARGE, ARGV[1] .. ' ' .. field, 'EX', ARGV[5])
return 1
`;

/** KEYS as above. Sent again it gives nothing more. */
export const GIVE_PAGES_BACK = `#!lua flags=allow-key-locking
local USAGE, CHARGE = unpack(KEYS)
local pages, field = string.match(redis.call('GET', CHARGE) or '', '^(%d+) (.+)$')
if not pages then return 0 end
redis.call('DEL', CHARGE)
redis.call('HINCRBY', USAGE, 'pages', '-' .. pages)
redis.call('HINCRBY', USAGE, field, '-' .. pages)
return 1
`;
