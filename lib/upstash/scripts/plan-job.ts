/** queued → running. */
import { LINKED } from "./linked.ts";

/**
 * ARGV plan as JSON, selected pages, token, message id, retried, length of the lease, the source of a document that was fetched (empty: as it was), its bytes, then the ranges. Answers 'done', what is owed now,
 * the plan that counts and whether the token holds the first range; or 'stale' or 'gone', or 'over_quota' when the account has not as many pages left today, and nothing changes. A plan that was made before is
 * kept. A range that is alone is the holder's at once, its attempt counted.
 */
export const PLAN_JOB = `${LINKED}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'resend')
local ranges = #ARGV - FIRST - 8
if job[1] == 'queued' and job[2] == EPOCH then
  local wrong = mislinked()
  if wrong then return wrong end
  if is_over(redis.call('HGET', JOB, 'pages_limit'), tonumber(arg(2))) then return {'over_quota'} end
  reserve(tonumber(arg(2)))
  if HAS_ACCOUNT and arg(8) ~= '' and redis.call('HEXISTS', JOB, 'bytes') == 0 then
    redis.call('HSET', JOB, 'bytes', arg(8))
    count('bytes', tonumber(arg(8)))
  end
  local time = now()
  redis.call('HSET', JOB, 'state', 'running', 'started_at', text(time), 'plan', arg(1), 'selected', arg(2))
  if arg(7) ~= '' then redis.call('HSET', JOB, 'source', arg(7)) end
  redis.call('DEL', OUTBOX, WORK)
  local lease = leased(1, arg(3), time + tonumber(arg(6)), arg(4), arg(5))
  for n = 1, ranges do
    redis.call('HSET', WORK, arg(8 + n), ranges == 1 and lease or free(0))
    owe(EPOCH, job[3], 'extract', arg(8 + n))
  end
  stepped()
  expire_all(TTL)
else
  local kind = standing(job[1], job[2])
  if kind ~= 'done' then return {kind} end
end
local holder = string.match(redis.call('HGET', WORK, arg(9)) or '', '^%d+ (%S+)')
return {'done', redis.call('HVALS', OUTBOX), redis.call('HGET', JOB, 'plan'), holder == arg(3) and 1 or 0}
`;
