/**
 * Deliveries to sinks, in the record of their job: field `sink:<name>`, with `state attempts base done error time`; and what is owed of them in the set of
 * what is owed after jobs' ends. Each script may be sent twice.
 */

const HEAD = `#!lua flags=allow-key-locking
local JOB, AFTER = KEYS[1], KEYS[2]
local clock = redis.call('TIME')
local time = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function text(n) return string.format('%.0f', n) end
local function keep(key, seconds)
  if redis.call('TTL', key) < tonumber(seconds) then redis.call('EXPIRE', key, seconds) end
end
local function owe(message, at, grace, ttl)
  redis.call('ZADD', AFTER, text(at + tonumber(grace)), message)
  keep(AFTER, ttl)
  keep(JOB, ttl)
end
`;

/** ARGV time to live, how long a message may be on its way, then pairs of sink and first message. What is there stays as it is. Answers the messages that are owed. */
export const OWE_SINKS = `${HEAD}
local owed = {}
if redis.call('EXISTS', JOB) == 0 then return owed end
for i = 3, #ARGV, 2 do
  if redis.call('HSETNX', JOB, 'sink:' .. ARGV[i], 'pending 0 0 0 - 0') == 1 then owe(ARGV[i + 1], time, ARGV[2], ARGV[1]) end
  if redis.call('ZSCORE', AFTER, ARGV[i + 1]) then owed[#owed + 1] = ARGV[i + 1] end
end
return owed
`;

/**
 * ARGV time to live, how long a message may be on its way, sink, number of the attempt, what came of it, its message, the next message ('' for none), in how many milliseconds
 * that is due. The attempt is owed no longer. Answers 1, or 0 where it was recorded before, or is not the one that is awaited.
 */
export const RECORD_SINK = `${HEAD}
redis.call('ZREM', AFTER, ARGV[6])
local field = 'sink:' .. ARGV[3]
local state, attempts = string.match(redis.call('HGET', JOB, field) or '', '^(%a+) (%d+) ')
if state ~= 'pending' or tonumber(attempts) + 1 ~= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', JOB, field, ARGV[5] .. ' ' .. text(time))
if ARGV[7] ~= '' then owe(ARGV[7], time + tonumber(ARGV[8]), ARGV[2], ARGV[1]) end
return 1
`;

/** ARGV time to live, how long a message may be on its way, sink, its message without the attempt's number at its end. It is owed once more, unless it still is. Answers the number of the attempt that is owed; 0 where nothing is known of it. */
export const OWE_SINK_AGAIN = `${HEAD}
local field = 'sink:' .. ARGV[3]
local state, attempts = string.match(redis.call('HGET', JOB, field) or '', '^(%a+) (%d+) ')
if not state then return 0 end
local attempt = tonumber(attempts) + 1
if state ~= 'pending' then redis.call('HSET', JOB, field, 'pending ' .. attempts .. ' ' .. attempts .. ' 0 - ' .. text(time)) end
owe(ARGV[4] .. text(attempt) .. '}', time, ARGV[2], ARGV[1])
return attempt
`;
