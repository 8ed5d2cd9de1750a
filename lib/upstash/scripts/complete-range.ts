/** A range is home; the last one moves running → assembling. The completion set is a hash. */
import { PREAMBLE } from "./preamble.ts";

/**
 * ARGV range, pages in it, part reference as JSON, its summary, how many pieces the part has, their fields, then pairs of field and piece for those that are not stored
 * yet, with the key that opens them beside them. Answers 'done' and what is
 * owed now, 'stale' or 'gone'. The first part of a range is the one that counts: its reference and summary are taken together,
 * and the pieces of a part that is not taken are removed; so are those of a range that has been halved meanwhile. The pages at
 * home are counted, and its ranges listed in the order in which they came, where a range is added to the set, which happens once. Sent again after the job has succeeded, the
 * accepted part's own call answers 'done' and touches nothing.
 */
export const COMPLETE_RANGE = `${PREAMBLE}
local range, pages, part = arg(1), arg(2), arg(3)
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'selected', 'resend', 'arrivals')
local kind = standing(job[1], job[2])
local accepted = redis.call('HGET', DONE, range)
local open = redis.call('HGET', WORK, range)
if kind == 'done' and not accepted and (not open or open == 'split') then kind = 'stale' end
if accepted and accepted ~= part or not accepted and kind ~= 'done' then
  for i = FIRST + 6, FIRST + 5 + tonumber(arg(5)) do redis.call('HDEL', PARTS, ARGV[i]) end
end
if kind ~= 'done' then
  if accepted == part and job[1] == 'succeeded' and job[2] == EPOCH then return {'done', {}} end
  return {kind}
end
if not accepted then
  local unsent = FIRST + 6 + tonumber(arg(5))
  if #ARGV > unsent then redis.call('HSET', PARTS, 'key', redis.call('HGET', JOB, 'key'), unpack(ARGV, unsent)) end
  redis.call('HSET', DONE, range, part)
  redis.call('HSET', SUMMARIES, range, arg(4))
  redis.call('HDEL', WORK, range)
  redis.call('HSET', JOB, 'arrivals', (job[5] or '') .. range .. ' ')
  local home = redis.call('HINCRBY', JOB, 'home', pages)
  if home == tonumber(job[3]) then
    redis.call('HSET', JOB, 'state', 'assembling')
    owe(EPOCH, job[4], 'assemble')
  end
  stepped()
end
redis.call('HDEL', OUTBOX, 'extract-' .. EPOCH .. '-' .. range)
expire_all(TTL)
return done()
`;
