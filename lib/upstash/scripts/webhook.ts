/**
 * Webhooks: an account's endpoints (a hash: id → record, `id:disabled` → why, `id:failing` → since when), deliveries (a hash for each event and
 * endpoint), an endpoint's log (a sorted set of events by time), and what is owed after jobs' ends, where the next attempt of each delivery stands as
 * a message. Each script may be sent twice.
 */
import { MAX_ENDPOINTS, MAX_LISTED_DELIVERIES } from "../../limits/webhooks.ts";
import { NOTICE_OF } from "./parts/notice.ts";

const HEAD = `#!lua flags=allow-key-locking
local function text(n) return string.format('%.0f', n) end
local clock = redis.call('TIME')
local time = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function keep(key, seconds)
  if redis.call('TTL', key) < tonumber(seconds) then redis.call('EXPIRE', key, seconds) end
end
`;

/** KEYS endpoints. ARGV id, record, time to live. Answers 'done' or 'full'. */
export const ADD_ENDPOINT = `${HEAD}
local ENDPOINTS = KEYS[1]
if redis.call('HEXISTS', ENDPOINTS, ARGV[1]) == 0 then
  local count = 0
  for _, field in ipairs(redis.call('HKEYS', ENDPOINTS)) do
    if not string.find(field, ':', 1, true) then count = count + 1 end
  end
  if count >= ${MAX_ENDPOINTS} then return 'full' end
end
redis.call('HSET', ENDPOINTS, ARGV[1], ARGV[2])
redis.call('EXPIRE', ENDPOINTS, ARGV[3])
return 'done'
`;

/**
 * KEYS endpoints. ARGV id, record as it was, record as it is to be, '1' to enable, '0' to disable, '' for neither, time to live. Answers 'done', why the
 * endpoint is disabled now and since when it fails; 'moved' when the record is another one by now; or 'gone'.
 */
export const CHANGE_ENDPOINT = `${HEAD}
local ENDPOINTS, id = KEYS[1], ARGV[1]
local known = redis.call('HGET', ENDPOINTS, id)
if not known then return {'gone'} end
if known ~= ARGV[2] and known ~= ARGV[3] then return {'moved'} end
redis.call('HSET', ENDPOINTS, id, ARGV[3])
if ARGV[4] == '1' then redis.call('HDEL', ENDPOINTS, id .. ':disabled', id .. ':failing') end
if ARGV[4] == '0' then redis.call('HSET', ENDPOINTS, id .. ':disabled', 'owner') end
redis.call('EXPIRE', ENDPOINTS, ARGV[5])
local health = redis.call('HMGET', ENDPOINTS, id .. ':disabled', id .. ':failing')
return {'done', health[1] or '', health[2] or ''}
`;

/**
 * KEYS what is owed, then delivery and log for each. ARGV time to live, how long a first attempt may be on its way, then for each its message, event, type,
 * job, body, and where it goes if that stands nowhere else. What is there stays as it is. Answers state, next attempt and body of each, and then the
 * events that are beyond what its log holds.
 */
export const OWE_EVENTS = `${HEAD}
local AFTER, ttl, answers = KEYS[1], ARGV[1], {}
for n = 1, (#KEYS - 1) / 2 do
  local DELIVERY, LOG = KEYS[2 * n], KEYS[2 * n + 1]
  local message, event, kind, job, body, own = unpack(ARGV, 6 * n - 3, 6 * n + 2)
  if redis.call('EXISTS', DELIVERY) == 0 then
    redis.call('HSET', DELIVERY, 'state', 'pending', 'attempt', '1', 'base', '0', 'created_at', text(time), 'next_at', text(time),
      'type', kind, 'job', job, 'body', body, 'own', own)
    redis.call('EXPIRE', DELIVERY, ttl)
    -- What comes in one millisecond has an order too, so that a page of the log ends between two.
    redis.call('ZADD', LOG, string.format('%.6f', time + tonumber(string.sub(event, -3), 16) / 4096), event)
    redis.call('EXPIRE', LOG, ttl)
    redis.call('ZADD', AFTER, text(time + tonumber(ARGV[2])), message)
    keep(AFTER, ttl)
  end
  local answer = redis.call('HMGET', DELIVERY, 'state', 'attempt', 'body')
  for _, old in ipairs(redis.call('ZRANGE', LOG, '0', '${-MAX_LISTED_DELIVERIES - 1}')) do answer[#answer + 1] = old end
  answers[n] = answer
end
return answers
`;

/**
 * KEYS what is owed, log, then deliveries. ARGV their events. They are listed no longer. One that is still to be made is kept until it is, or its time is over; so is one whose
 * job's end is still owed to somebody: else the event, told once more, would be a new one, with a body of its own.
 */
export const FORGET_DELIVERIES = `${HEAD}${NOTICE_OF}
local AFTER, LOG = KEYS[1], KEYS[2]
local account = string.match(LOG, '^docat:account:(%x+):')
for n = 3, #KEYS do
  local known = redis.call('HMGET', KEYS[n], 'state', 'job')
  local notice = notice_of(known[2] or '', account)
  if known[1] ~= 'pending' and not redis.call('ZSCORE', AFTER, notice) then redis.call('DEL', KEYS[n]) end
end
return redis.call('ZREM', LOG, unpack(ARGV))
`;

/**
 * KEYS what is owed, delivery, endpoints. ARGV message, number of its attempt, endpoint. Answers what the attempt needs: first attempt of the round, body,
 * where it goes if that stands nowhere else, and the endpoint; nothing where it was made already or is not to be made. Then it is owed no longer, and
 * a delivery that waited for it has failed.
 */
export const TAKE_ATTEMPT = `${HEAD}
local AFTER, DELIVERY, ENDPOINTS = unpack(KEYS)
local message, number, id = unpack(ARGV)
local known = redis.call('HMGET', DELIVERY, 'state', 'attempt', 'base', 'body', 'own')
local is_due = known[1] == 'pending' and known[2] == number
local endpoint = {}
if is_due and known[5] == '' then
  endpoint = redis.call('HMGET', ENDPOINTS, id, id .. ':disabled', id .. ':failing')
  if not endpoint[1] or endpoint[2] then redis.call('HSET', DELIVERY, 'state', 'failed', 'next_at', '') end
end
if not is_due or known[5] == '' and (not endpoint[1] or endpoint[2]) then
  redis.call('ZREM', AFTER, message)
  return {}
end
return {known[3], known[4], known[5], endpoint}
`;

/**
 * KEYS what is owed, endpoints, then deliveries. ARGV time to live, how long an attempt may be on its way, after how long of failing an endpoint is
 * disabled, then for each delivery: number of the attempt, what came of it, state, when the next is due ('' for never), endpoint, whether it wants nothing
 * more, message of this attempt, and of the next. Answers for each why this attempt disabled the endpoint, '' where it did not. An attempt that is
 * recorded stays as it is.
 */
export const RECORD_ATTEMPTS = `${HEAD}
local AFTER, ENDPOINTS = KEYS[1], KEYS[2]
local ttl, grace, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

-- Why this attempt disables its endpoint, '' where it does not.
local function judge(id, state, gone)
  if redis.call('HEXISTS', ENDPOINTS, id) == 0 then return '' end
  local failing = id .. ':failing'
  if state == 'delivered' then
    redis.call('HDEL', ENDPOINTS, failing)
    return ''
  end
  redis.call('HSETNX', ENDPOINTS, failing, text(time))
  local since = tonumber(redis.call('HGET', ENDPOINTS, failing))
  local why = gone == '1' and 'gone' or time - since >= limit and 'failing' or ''
  if why == '' or redis.call('HSETNX', ENDPOINTS, id .. ':disabled', why) == 0 then return '' end
  return why
end

local function record(DELIVERY, number, attempt, state, next_at, id, gone, message, following)
  local known = redis.call('HMGET', DELIVERY, 'state', 'attempt', 'disabled:' .. number)
  redis.call('ZREM', AFTER, message)
  if known[1] ~= 'pending' or known[2] ~= number then return known[3] or '' end
  local why = judge(id, state, gone)
  if why ~= '' then
    state, next_at = 'failed', ''
    redis.call('HSET', DELIVERY, 'disabled:' .. number, why)
  end
  redis.call('HSET', DELIVERY, 'state', state, 'next_at', next_at, 'attempt', text(tonumber(number) + 1), 'a:' .. number, attempt)
  redis.call('EXPIRE', DELIVERY, ttl)
  if next_at ~= '' then
    redis.call('ZADD', AFTER, text(tonumber(next_at) + grace), following)
    keep(AFTER, ttl)
  end
  return why
end

local answers = {}
for n = 3, #KEYS do
  answers[n - 2] = record(KEYS[n], unpack(ARGV, 8 * n - 20, 8 * n - 13))
end
return answers
`;

/**
 * KEYS what is owed, then deliveries. ARGV time to live, how long an attempt may be on its way, then for each delivery its message as far as the attempt's
 * number. Each is owed once more, all its attempts anew. Answers the number of each one's next attempt, '' where nothing is known of it.
 */
export const OWE_AGAIN = `${HEAD}
local AFTER, answers = KEYS[1], {}
for n = 2, #KEYS do
  local DELIVERY = KEYS[n]
  local known = redis.call('HMGET', DELIVERY, 'state', 'attempt', 'next_at')
  answers[n - 1] = known[2] or ''
  -- One that is on its way already, as after the first time that this was sent, stays as it is.
  if known[1] and not (known[1] == 'pending' and tonumber(known[3]) <= time) then
    if known[1] ~= 'pending' then redis.call('HSET', DELIVERY, 'base', text(tonumber(known[2]) - 1)) end
    redis.call('HSET', DELIVERY, 'state', 'pending', 'next_at', text(time))
    redis.call('EXPIRE', DELIVERY, ARGV[1])
    redis.call('ZADD', AFTER, text(time + tonumber(ARGV[2])), ARGV[n + 1] .. known[2] .. '}')
    keep(AFTER, ARGV[1])
  end
end
return answers
`;

/** KEYS deliveries. Answers each as a flat list. */
export const READ_DELIVERIES = `#!lua flags=allow-key-locking
local found = {}
for n = 1, #KEYS do found[n] = redis.call('HGETALL', KEYS[n]) end
return found
`;
