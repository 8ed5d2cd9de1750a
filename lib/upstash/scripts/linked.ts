/**
 * Lua that scripts start with which touch more than one job's own keys: the names that the record links to, and another job, the
 * one that it follows or whose result it shares. The caller declares these keys; `linked` tells whether they are the right ones.
 */
import { ACCOUNT } from "./parts/account.ts";
import { NOTICE } from "./parts/notice.ts";
import { PREAMBLE } from "./preamble.ts";

export const LINKED = `${PREAMBLE}
local KNOWN, QUARANTINE, IDEMPOTENCY = KEYS[13], KEYS[14], KEYS[15]
local LIVE, JOBS, LOG, ENTRIES, USAGE, WEBHOOKS = KEYS[16], KEYS[17], KEYS[18], KEYS[19], KEYS[20], KEYS[21]
local AFTER = KEYS[22]
local NONE = 'docat:' .. ID .. ':none'

-- Another job's keys, which stand from a place on.
local function job_at(place)
  if not KEYS[place] then return {} end
  return {id = string.match(KEYS[place], 'job_%x+'), job = KEYS[place], document = KEYS[place + 3], parts = KEYS[place + 5],
    manifest = KEYS[place + 7], followers = KEYS[place + 10], holders = KEYS[place + 11]}
end
local OTHER = job_at(23)
local HAS_OTHER = OTHER.id ~= ID

-- The right keys where others were declared; nothing where all is well.
local function mislinked()
  local named = redis.call('HMGET', JOB, 'known', 'quarantine', 'idempotency', 'usage', 'leader', 'result_of')
  local right = {'keys', named[1] or NONE, named[2] or NONE, named[3] or NONE, named[4] or NONE, named[5] or named[6] or ID}
  if right[2] == KNOWN and right[3] == QUARANTINE and right[4] == IDEMPOTENCY and right[5] == USAGE and right[6] == OTHER.id then
    return nil
  end
  return right
end

-- Nobody follows the job from now on, nor takes its result.
local function forget_known(id)
  if redis.call('HGET', KNOWN, 'job') == id then redis.call('DEL', KNOWN) end
end

-- The job waits for that one's end. The set of those who wait lives as long as the job for which they wait.
local function join(LEADER, WAITING)
  redis.call('SADD', WAITING, ID)
  redis.call('PEXPIRE', WAITING, text(math.max(1, redis.call('PTTL', LEADER))))
end

-- The job no longer waits for the other one; the document of an abandoned one is kept for those who do.
local function stop_following()
  if not HAS_OTHER then return end
  redis.call('SREM', OTHER.followers, ID)
  if redis.call('EXISTS', OTHER.followers) == 0 and redis.call('HGET', OTHER.job, 'abandoned') then
    redis.call('DEL', OTHER.document)
  end
end

-- The key lives at least so much longer.
local function keep(key, seconds)
  if redis.call('TTL', key) < tonumber(seconds) then redis.call('EXPIRE', key, seconds) end
end

-- The other job's result is read by this one for so long.
local function hold_result(seconds)
  redis.call('ZADD', OTHER.holders, text(now() + tonumber(seconds) * 1000), ID)
  for _, key in ipairs({OTHER.parts, OTHER.manifest, OTHER.holders}) do keep(key, seconds) end
end

-- Whether others read a job's result.
local function is_held(holders)
  redis.call('ZREMRANGEBYSCORE', holders, '-inf', text(now()))
  return redis.call('EXISTS', holders) == 1
end
${ACCOUNT}${NOTICE}-- A terminal state. It owes nothing, nobody looks after it, it waits for nothing, and no attempt holds anything.
local function finish(state, seconds, document_seconds)
  redis.call('HSET', JOB, 'state', state, 'finished_at', text(now()))
  leave_account(state)
  redis.call('HDEL', JOB, 'due_at', 'leader')
  redis.call('DEL', OUTBOX, WORK)
  redis.call('ZREM', DUE, ID)
  if state ~= 'succeeded' then redis.call('DEL', PARTS, SUMMARIES, MANIFEST) end
  expire_all(seconds)
  redis.call('EXPIRE', DOCUMENT, document_seconds)
end
`;
