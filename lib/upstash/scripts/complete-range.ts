/** A range is home; the last one moves running → assembling. The completion set is a hash, never a counter. */
import { PREAMBLE } from "./preamble.ts";

/**
 * KEYS job, outbox, document, done, parts, summaries. ARGV epoch, ttl, range, part reference as JSON, its summary,
 * name of the range's extract message, name of the assemble message, assemble message, then the fields of the part's pieces.
 * Answers 'done' and what is owed now, 'stale' or 'gone'. The first part of a range is the one that counts: its reference
 * and summary are taken together, and the pieces of a part that is not taken are removed. How many ranges there are comes
 * from the job's plan. Sent again after the job has succeeded, the accepted part's own call answers 'done' and touches nothing.
 */
export const COMPLETE_RANGE = `${PREAMBLE}
local function drop_pieces()
  for i = 9, #ARGV do redis.call('HDEL', KEYS[5], ARGV[i]) end
end
local job = redis.call('HMGET', KEYS[1], 'state', 'epoch', 'ranges')
local kind = standing(job, ARGV[1])
if kind == 'done' and tonumber(ARGV[3]) >= tonumber(job[3] or 0) then kind = 'stale' end
local accepted = redis.call('HGET', KEYS[4], ARGV[3])
if accepted and accepted ~= ARGV[4] or not accepted and kind ~= 'done' then drop_pieces() end
if kind ~= 'done' then
  if accepted == ARGV[4] and job[1] == 'succeeded' and job[2] == ARGV[1] then kind = 'done' end
  return {kind}
end
if not accepted then
  redis.call('HSET', KEYS[4], ARGV[3], ARGV[4])
  redis.call('HSET', KEYS[6], ARGV[3], ARGV[5])
end
redis.call('HDEL', KEYS[2], ARGV[6])
if job[1] == 'running' and redis.call('HLEN', KEYS[4]) == tonumber(job[3]) then
  redis.call('HSET', KEYS[1], 'state', 'assembling')
  redis.call('HSET', KEYS[2], ARGV[7], ARGV[8])
end
expire_all(ARGV[2], 1, 6)
return done(KEYS[2])
`;
