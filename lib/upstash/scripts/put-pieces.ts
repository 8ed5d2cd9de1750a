/** Pieces of a range's part are stored, as long as its job is still at work: nothing is written for a job that has ended. */
import { PREAMBLE } from "./preamble.ts";

/** KEYS job, outbox, document, done, parts, summaries. ARGV epoch, ttl, then pairs of field and piece. Answers 'done', 'stale' or 'gone'. */
export const PUT_PIECES = `${PREAMBLE}
local kind = standing(redis.call('HMGET', KEYS[1], 'state', 'epoch'), ARGV[1])
if kind ~= 'done' then return {kind} end
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[5], ARGV[i], ARGV[i + 1]) end
expire_all(ARGV[2], 1, 6)
return {'done'}
`;
