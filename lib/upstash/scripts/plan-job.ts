/** queued → running. */
import { PREAMBLE } from "./preamble.ts";

/**
 * KEYS job, outbox, document. ARGV epoch, ttl, name of the plan message, plan as JSON, then pairs of message name and message.
 * Answers 'done' and what is owed now, 'stale' or 'gone'. A plan that was made before is kept.
 */
export const PLAN_JOB = `${PREAMBLE}
local job = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[2] ~= ARGV[1] then return {'stale'} end
if job[1] == 'queued' then
  redis.call('HSET', KEYS[1], 'state', 'running', 'started_at', now(), 'plan', ARGV[4])
  redis.call('HDEL', KEYS[2], ARGV[3])
  for i = 5, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
elseif job[1] ~= 'running' and job[1] ~= 'assembling' then
  return {'stale'}
end
expire_all(ARGV[2], 1, 3)
return done(KEYS[2])
`;
