/** The two ends of a job that are reached by work: a result, or an error. Never both, never left. */
import { PREAMBLE } from "./preamble.ts";

/**
 * assembling → succeeded. KEYS job, outbox, document, done, parts, summaries, manifest.
 * ARGV epoch, ttl of the job, ttl of the document, manifest. Answers 'done', 'stale' or 'gone'.
 */
export const SUCCEED_JOB = `${PREAMBLE}
local job = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[2] ~= ARGV[1] then return {'stale'} end
if job[1] == 'succeeded' then return {'done'} end
if job[1] ~= 'assembling' then return {'stale'} end
redis.call('SET', KEYS[7], ARGV[4])
redis.call('HSET', KEYS[1], 'state', 'succeeded', 'finished_at', now())
redis.call('DEL', KEYS[2])
expire_all(ARGV[2], 1, 7)
redis.call('EXPIRE', KEYS[3], ARGV[3])
return {'done'}
`;

/**
 * Any state that is not terminal → failed. KEYS and the first three ARGV as above, then the error as JSON.
 * Parts that are home are dropped: a failed job has no result.
 */
export const FAIL_JOB = `${PREAMBLE}
local job = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[2] ~= ARGV[1] then return {'stale'} end
if job[1] == 'failed' then return {'done'} end
if job[1] == 'succeeded' or job[1] == 'cancelled' then return {'stale'} end
redis.call('HSET', KEYS[1], 'state', 'failed', 'finished_at', now(), 'error', ARGV[4])
redis.call('DEL', KEYS[2], KEYS[5], KEYS[6])
expire_all(ARGV[2], 1, 7)
redis.call('EXPIRE', KEYS[3], ARGV[3])
return {'done'}
`;
