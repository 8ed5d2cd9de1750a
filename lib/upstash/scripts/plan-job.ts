/** queued → running. */
import { PREAMBLE } from "./preamble.ts";

/**
 * ARGV plan as JSON, selected pages, token, message id, retried, length of the lease, the source of a document that was fetched (empty: as it was), then the ranges. Answers 'done', what is owed now,
 * the plan that counts and whether the token holds the first range; or 'stale' or 'gone'. A plan that was made before is
 * kept. A range that is alone is the holder's at once, its attempt counted.
 */
export const PLAN_JOB = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'resend')
local ranges = #ARGV - FIRST - 7
if job[1] == 'queued' and job[2] == EPOCH then
  local time = now()
  redis.call('HSET', JOB, 'state', 'running', 'started_at', text(time), 'plan', arg(1), 'selected', arg(2))
  if arg(7) ~= '' then redis.call('HSET', JOB, 'source', arg(7)) end
  redis.call('DEL', OUTBOX, WORK)
  local lease = leased(1, arg(3), time + tonumber(arg(6)), arg(4), arg(5))
  for n = 1, ranges do
    redis.call('HSET', WORK, arg(7 + n), ranges == 1 and lease or free(0))
    owe(EPOCH, job[3], 'extract', arg(7 + n))
  end
  stepped()
  expire_all(TTL)
else
  local kind = standing(job[1], job[2])
  if kind ~= 'done' then return {kind} end
end
local holder = string.match(redis.call('HGET', WORK, arg(8)) or '', '^%d+ (%S+)')
return {'done', redis.call('HVALS', OUTBOX), redis.call('HGET', JOB, 'plan'), holder == arg(3) and 1 or 0}
`;
