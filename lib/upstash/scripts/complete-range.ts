/** A range is home; the last one moves running → assembling. The completion set is a hash, never a counter. */
import { PREAMBLE } from "./preamble.ts";

/**
 * KEYS job, outbox, document, done, parts, summaries. ARGV epoch, ttl, range, its pages, number of ranges,
 * name of its extract message, name of the assemble message, assemble message.
 * Answers 'done' and what is owed now, 'stale' or 'gone'. The first result of a range is the one that counts.
 */
export const COMPLETE_RANGE = `${PREAMBLE}
local job = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[2] ~= ARGV[1] then return {'stale'} end
if job[1] ~= 'running' and job[1] ~= 'assembling' then return {'stale'} end
redis.call('HSETNX', KEYS[4], ARGV[3], ARGV[4])
redis.call('HDEL', KEYS[2], ARGV[6])
if job[1] == 'running' and redis.call('HLEN', KEYS[4]) == tonumber(ARGV[5]) then
  redis.call('HSET', KEYS[1], 'state', 'assembling')
  redis.call('HSET', KEYS[2], ARGV[7], ARGV[8])
end
expire_all(ARGV[2], 1, 6)
return done(KEYS[2])
`;
