/** The ends of a job: a result, an error, or its owner's will. One of them, never left. And that nothing is kept of it. */
import { LINKED } from "./linked.ts";

/** What an end answers that others may wait for: nothing is owed by the job itself, who waits, and the message that tells of the end, while that is owed. */
const TOLD = `
local function told(kind, notice)
  local followers = redis.call('SMEMBERS', FOLLOWERS)
  return kind == 'done' and {'done', {}, followers, notice} or {kind, followers, notice}
end
`;

/**
 * assembling or finishing → succeeded. ARGV ttl of the job, ttl of the document, manifest, how long the result is given to later jobs, 0 for never, the
 * plan, empty where it stays as it is, whether a job that is still enriching ends with what it has, then the fields of the pieces that the manifest names. Answers 'done', nothing owed, who follows, and the message that tells of it; 'stale' or 'gone', or 'lost' when one
 * of the pieces is not there: no job succeeds whose result cannot be read.
 */
export const SUCCEED_JOB = `${LINKED}${TOLD}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'plan', 'told')
if not job[1] then return {'gone'} end
if job[2] ~= EPOCH then return {'stale'} end
if job[1] == 'succeeded' then return told('done', still_owed(job[4])) end
local early = job[1] == 'enriching' and arg(6) == '1'
if job[1] ~= 'assembling' and job[1] ~= 'finishing' and not early then return {'stale'} end
local wrong = mislinked()
if wrong then return wrong end
for i = FIRST + 7, #ARGV do
  if redis.call('HEXISTS', PARTS, ARGV[i]) == 0 then return {'lost'} end
end
redis.call('SET', MANIFEST, arg(3), 'EX', arg(1))
local plan = arg(5) == '' and job[3] or arg(5)
redis.call('HSET', JOB, 'plan', plan)
finish('succeeded', arg(1), arg(2))
local cache = tonumber(arg(4))
if KNOWN ~= NONE and cache > 0 and (redis.call('HGET', KNOWN, 'job') or ID) == ID then
  redis.call('HSET', KNOWN, 'job', ID, 'plan', plan)
  redis.call('EXPIRE', KNOWN, cache)
  -- The record stays with the result: what is still kept can still be deleted.
  for _, key in ipairs({JOB, DONE, MANIFEST, PARTS}) do keep(key, cache) end
else
  forget_known(ID)
end
return told('done', owe_notice(job[4]))
`;

/**
 * Any state that is not terminal → failed. The first two ARGV as above, then the error as JSON, whether the job is abandoned, so that
 * another one can go on with its document, and for how long the document is quarantined, 0 for not at all. Only a document that
 * failed as a whole is: when it was opened, or all of its pages were asked for. A failed job has no result. Of an abandoned job that was never
 * made the document goes, in the same step that finds that there is none. A call that is still on its way may bring it along once more: where the last ARGV says so it is remembered that no job is to be made.
 */
export const FAIL_JOB = `${LINKED}${TOLD}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'options', 'told')
if not job[1] then
  if arg(4) == '1' then redis.call('DEL', DOCUMENT) end
  if arg(6) == '1' then redis.call('SET', DELETED, text(now()) .. ' ', 'EX', arg(2)) end
  return {'gone'}
end
if job[2] ~= EPOCH then return {'stale'} end
-- Nobody was told of an abandoned job, so nobody is told of its end.
local to_tell = arg(4) ~= '1' and job[4]
if job[1] == 'failed' then return told('done', still_owed(to_tell)) end
if ended(job[1]) then return {'stale'} end
local wrong = mislinked()
if wrong then return wrong end
local whole = job[1] == 'queued' or not cjson.decode(job[3]).pages
if QUARANTINE ~= NONE and arg(5) ~= '0' and whole then redis.call('SET', QUARANTINE, arg(3), 'EX', arg(5)) end
redis.call('HSET', JOB, 'error', arg(3))
if arg(4) == '1' then
  redis.call('HSET', JOB, 'abandoned', '1')
  if redis.call('EXISTS', FOLLOWERS) == 0 then redis.call('DEL', DOCUMENT) end
end
forget_known(ID)
stop_following()
finish('failed', arg(1), arg(2))
return told('done', owe_notice(to_tell))
`;

/**
 * Any state that is not terminal → cancelled, in the next epoch. ARGV ttl of the job, ttl of the document, whose it is to be. Answers 'cancelled', who
 * follows and the message that tells of it, 'gone', for another account's as for none, or 'ended' and the state. The document goes at once, unless another job waits that can go on with it.
 */
export const CANCEL_JOB = `${LINKED}${TOLD}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'told')
if not job[1] or is_foreign(arg(3)) then return {'gone'} end
if job[1] == 'cancelled' then return told('cancelled', still_owed(job[3])) end
if ended(job[1]) then return {'ended', job[1]} end
local wrong = mislinked()
if wrong then return wrong end
redis.call('HSET', JOB, 'epoch', text(tonumber(job[2]) + 1), 'abandoned', '1')
if redis.call('EXISTS', FOLLOWERS) == 0 then redis.call('DEL', DOCUMENT) end
forget_known(ID)
stop_following()
finish('cancelled', arg(1), arg(2))
return told('cancelled', owe_notice(job[3]))
`;

/**
 * Every key of the job goes, and the answer to the request that made it; nobody is told of it any more. ARGV how long it is remembered that it was deleted, and when, and whose it is to be.
 * Answers 'deleted' and that time; 'gone'; or 'waiting' and who waits for its end, and nothing is deleted. Its result stays for the
 * jobs that share it, and is given to no further one. A result whose own job is gone goes with the last job that shares it.
 */
export const DELETE_JOB = `${LINKED}
local receipt = redis.call('GET', DELETED)
if receipt then
  local at, owner = string.match(receipt, '^(%d+) ?(.*)$')
  if arg(2) ~= '' and owner ~= arg(2) then return {'gone'} end
  return {'deleted', at}
end
if redis.call('EXISTS', JOB) == 0 or is_foreign(arg(2)) then return {'gone'} end
if redis.call('EXISTS', FOLLOWERS) == 1 then return {'waiting', redis.call('SMEMBERS', FOLLOWERS)} end
local wrong = mislinked()
if wrong then return wrong end
local job = redis.call('HMGET', JOB, 'state', 'told')
if job[2] then redis.call('ZREM', AFTER, notice()) end
if not ended(job[1]) then
  redis.call('HSET', JOB, 'finished_at', text(now()))
  leave_account('cancelled')
end
forget_in_account()
stop_following()
if HAS_OTHER then
  redis.call('ZREM', OTHER.holders, ID)
  if not is_held(OTHER.holders) and redis.call('EXISTS', OTHER.job) == 0 then
    redis.call('DEL', OTHER.parts, OTHER.manifest)
    forget_known(OTHER.id)
  end
end
forget_known(ID)
local owner = redis.call('HGET', JOB, 'tenant') or ''
local shared = is_held(HOLDERS)
if shared then
  local last = redis.call('ZRANGE', HOLDERS, '-1', '-1', 'WITHSCORES')
  for _, key in ipairs({PARTS, MANIFEST}) do redis.call('PEXPIRE', key, text(tonumber(last[2]) - now())) end
end
for i = 1, 8 do
  if not (shared and (KEYS[i] == PARTS or KEYS[i] == MANIFEST)) then redis.call('DEL', KEYS[i]) end
end
if redis.call('HGET', IDEMPOTENCY, 'job') == ID then redis.call('DEL', IDEMPOTENCY) end
redis.call('ZREM', DUE, ID)
local at = text(now())
redis.call('SET', DELETED, at .. ' ' .. owner, 'EX', arg(1))
return {'deleted', at}
`;
