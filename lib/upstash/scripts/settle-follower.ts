/** A job that follows another is brought to where that one stands. */
import { LINKED } from "./linked.ts";

/**
 * The other job is the leader; a third job's keys are those of the heir, the job that works since the leader was abandoned. ARGV times to
 * live of a succeeded and of a failed job, the error of one whose document is lost. Answers 'ended' and the message that tells of it, 'waits', 'gone'; 'leads'
 * and what is owed; 'follows' and whom; or 'heir' and who that is, for the caller to declare its keys. The first follower of an
 * abandoned leader takes its document over, and works.
 */
export const SETTLE_FOLLOWER = `${LINKED}
local HEIR = job_at(35)
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'leader', 'due_at', 'created_at', 'told')
if not job[1] or ended(job[1]) then
  stop_following()
  return {job[1] and 'ended' or 'gone', job[1] and still_owed(job[6]) or nil}
end
if not job[3] then
  stop_following()
  return {'leads', redis.call('HVALS', OUTBOX)}
end
if job[3] ~= OTHER.id then return {'follows', job[3]} end

local function fail(error)
  redis.call('HSET', JOB, 'error', error)
  finish('failed', arg(2), arg(2))
  stop_following()
  return {'ended', owe_notice(job[6])}
end

local leader = redis.call('HMGET', OTHER.job, 'state', 'abandoned', 'successor', 'plan', 'error', 'started_at')
if leader[1] and not ended(leader[1]) then
  local time = now()
  if tonumber(job[4] or 0) <= time then
    wake_at(time + STALL)
    expire_all(TTL)
  end
  return {'waits'}
end

local wrong = mislinked()
if wrong then return wrong end
if not leader[1] then return fail(arg(3)) end
if leader[2] then
  if leader[3] then
    if leader[3] ~= HEIR.id then return {'heir', leader[3]} end
    redis.call('HSET', JOB, 'leader', HEIR.id)
    if redis.call('EXISTS', HEIR.job) == 1 then join(HEIR.job, HEIR.followers) end
    stop_following()
    return {'follows', HEIR.id}
  end
  if redis.call('EXISTS', OTHER.document) == 0 then return fail(arg(3)) end
  redis.call('RENAME', OTHER.document, DOCUMENT)
  redis.call('HSET', OTHER.job, 'successor', ID)
  redis.call('HDEL', JOB, 'leader')
  if KNOWN ~= NONE and redis.call('EXISTS', KNOWN) == 0 then
    redis.call('HSET', KNOWN, 'job', ID)
    redis.call('EXPIRE', KNOWN, TTL)
  end
  owe(job[2], '0', 'plan')
  wake_at(now() + STALL)
  expire_all(TTL)
  stop_following()
  return {'leads', redis.call('HVALS', OUTBOX)}
end

if leader[1] == 'failed' then
  if leader[4] then redis.call('HSET', JOB, 'plan', leader[4]) end
  return fail(leader[5])
end
if leader[1] ~= 'succeeded' or redis.call('EXISTS', OTHER.manifest) == 0 then return fail(arg(3)) end
local started = math.max(tonumber(leader[6]), tonumber(job[5]))
redis.call('HSET', JOB, 'plan', leader[4], 'started_at', text(started), 'result_of', OTHER.id)
hold_result(arg(1))
finish('succeeded', arg(1), arg(1))
stop_following()
return {'ended', owe_notice(job[6])}
`;
