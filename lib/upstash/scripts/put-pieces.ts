/** Pieces of a range's part are stored, as long as its job is still at work: nothing is written for a job that has ended. */
import { PREAMBLE } from "./preamble.ts";

/** ARGV pairs of field and piece. The pieces keep the key that opens them beside them: others may read them when their job is gone. Answers 'done', 'stale' or 'gone'. */
export const PUT_PIECES = `${PREAMBLE}
local kind = standing(unpack(redis.call('HMGET', JOB, 'state', 'epoch')))
if kind ~= 'done' then return {kind} end
redis.call('HSET', PARTS, 'key', redis.call('HGET', JOB, 'key'), unpack(ARGV, FIRST + 1))
expire_all(TTL)
return {'done'}
`;
