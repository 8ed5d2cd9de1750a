/** queued → running. */
import { PREAMBLE } from "./preamble.ts";

/**
 * KEYS job, outbox, document. ARGV epoch, ttl, name of the plan message, plan as JSON, number of its ranges, then pairs of
 * message name and message. Answers 'done', the plan that counts, and what is owed now; or 'stale' or 'gone'. A plan that
 * was made before is kept.
 */
export const PLAN_JOB = `${PREAMBLE}
local job = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if job[1] == 'queued' and job[2] == ARGV[1] then
  redis.call('HSET', KEYS[1], 'state', 'running', 'started_at', now(), 'plan', ARGV[4], 'ranges', ARGV[5])
  redis.call('HDEL', KEYS[2], ARGV[3])
  for i = 6, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
else
  local kind = standing(job, ARGV[1])
  if kind ~= 'done' then return {kind} end
end
expire_all(ARGV[2], 1, 3)
local reply = done(KEYS[2])
table.insert(reply, 2, redis.call('HGET', KEYS[1], 'plan'))
return reply
`;
