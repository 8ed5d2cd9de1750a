/** What is added to a result: units of work like page ranges. assembling → enriching, and the last one home → finishing. */
import { PREAMBLE } from "./preamble.ts";

/**
 * assembling → enriching. ARGV manifest, plan, empty where it stays as it is, the units parted by spaces, then the fields of the pieces that the
 * manifest names. Answers 'done' and what is owed, 'stale', 'gone', or 'lost' when one of the pieces is not there.
 */
export const ENRICH_JOB = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'resend')
if not job[1] then return {'gone'} end
if job[2] ~= EPOCH then return {'stale'} end
if job[1] == 'enriching' or job[1] == 'finishing' then return done() end
if job[1] ~= 'assembling' then return {'stale'} end
for i = FIRST + 4, #ARGV do
  if redis.call('HEXISTS', PARTS, ARGV[i]) == 0 then return {'lost'} end
end
redis.call('SET', MANIFEST, arg(1), 'EX', TTL)
if arg(2) ~= '' then redis.call('HSET', JOB, 'plan', arg(2)) end
redis.call('HSET', JOB, 'state', 'enriching', 'units', arg(3))
redis.call('DEL', OUTBOX, WORK)
for unit in string.gmatch(arg(3), '%S+') do
  redis.call('HSET', WORK, unit, free(0))
  owe(EPOCH, job[3], 'enrich', unit)
end
stepped()
expire_all(TTL)
return done()
`;

/**
 * ARGV unit, reference of what an attempt made as JSON, its summary, then the fields of its pieces. Answers 'done' and what is owed, 'stale'
 * or 'gone'. The first one counts, as with page ranges, and the pieces of any other are removed.
 */
export const COMPLETE_UNIT = `${PREAMBLE}
local unit, ref = arg(1), arg(2)
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'resend', 'units')
local kind = 'stale'
if not job[1] then kind = 'gone' end
if job[2] == EPOCH and (job[1] == 'enriching' or job[1] == 'finishing') then kind = 'done' end
local accepted = redis.call('HGET', DONE, unit)
if kind == 'done' and not accepted and redis.call('HEXISTS', WORK, unit) == 0 then kind = 'stale' end
if accepted and accepted ~= ref or not accepted and kind ~= 'done' then
  for i = FIRST + 4, #ARGV do redis.call('HDEL', PARTS, ARGV[i]) end
end
if kind ~= 'done' then
  if accepted == ref and job[1] == 'succeeded' and job[2] == EPOCH then return {'done', {}} end
  return {kind}
end
if not accepted then
  redis.call('HSET', DONE, unit, ref)
  redis.call('HSET', SUMMARIES, unit, arg(3))
  redis.call('HDEL', WORK, unit)
  local open = 0
  for name in string.gmatch(job[4], '%S+') do open = open + 1 - redis.call('HEXISTS', DONE, name) end
  if open == 0 then
    redis.call('HSET', JOB, 'state', 'finishing')
    owe(EPOCH, job[3], 'finish')
  end
  stepped()
end
redis.call('HDEL', OUTBOX, 'enrich-' .. EPOCH .. '-' .. unit)
expire_all(TTL)
return done()
`;

/**
 * KEYS besides: what the account has spent today. ARGV name of the call, tokens, how long that is kept. A call counts once, by its name among the
 * job's work; nothing once the job has ended. Answers what the job has spent, and the account.
 */
export const SPEND = `${PREAMBLE}
local ACCOUNT = KEYS[13]
local call, tokens = '$' .. arg(1), tonumber(arg(2))
local state = redis.call('HGET', JOB, 'state')
if tokens > 0 and state and not ended(state) and redis.call('HSETNX', WORK, call, arg(2)) == 1 then
  redis.call('HINCRBY', WORK, '$', tokens)
  redis.call('INCRBY', ACCOUNT, tokens)
  redis.call('EXPIRE', ACCOUNT, arg(3))
  redis.call('EXPIRE', WORK, TTL)
end
return {redis.call('HGET', WORK, '$') or '0', redis.call('GET', ACCOUNT) or '0'}
`;
