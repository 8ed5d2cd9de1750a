/** The ends of a job: a result, an error, or its owner's will. One of them, never left. And that nothing is kept of it. */
import { PREAMBLE } from "./preamble.ts";

/**
 * assembling → succeeded. ARGV ttl of the job, ttl of the document, manifest, then the fields of the pieces that it names. Answers 'done',
 * 'stale' or 'gone', or 'lost' when one of the pieces is not there: no job succeeds whose result cannot be read.
 */
export const SUCCEED_JOB = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[2] ~= EPOCH then return {'stale'} end
if job[1] == 'succeeded' then return {'done', {}} end
if job[1] ~= 'assembling' then return {'stale'} end
for i = FIRST + 4, #ARGV do
  if redis.call('HEXISTS', PARTS, ARGV[i]) == 0 then return {'lost'} end
end
redis.call('SET', MANIFEST, arg(3), 'EX', arg(1))
finish('succeeded', arg(1), arg(2))
return {'done', {}}
`;

/** Any state that is not terminal → failed. The first two ARGV as above, then the error as JSON. A failed job has no result. */
export const FAIL_JOB = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[2] ~= EPOCH then return {'stale'} end
if job[1] == 'failed' then return {'done', {}} end
if ended(job[1]) then return {'stale'} end
redis.call('HSET', JOB, 'error', arg(3))
finish('failed', arg(1), arg(2))
return {'done', {}}
`;

/**
 * Any state that is not terminal → cancelled, in the next epoch. ARGV ttl of the job. Answers 'cancelled', 'gone', or 'ended' and the
 * state. The document goes at once.
 */
export const CANCEL_JOB = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch')
if not job[1] then return {'gone'} end
if job[1] == 'cancelled' then return {'cancelled'} end
if ended(job[1]) then return {'ended', job[1]} end
redis.call('HSET', JOB, 'epoch', text(tonumber(job[2]) + 1))
redis.call('DEL', DOCUMENT)
finish('cancelled', arg(1), arg(1))
return {'cancelled'}
`;

/** Every key of the job goes. ARGV how long it is remembered that it was deleted, and when. Answers that time, or 'gone'. */
export const DELETE_JOB = `${PREAMBLE}
local deleted = redis.call('GET', DELETED)
if deleted then return {'deleted', deleted} end
if redis.call('EXISTS', JOB) == 0 then return {'gone'} end
for i = 1, 8 do redis.call('DEL', KEYS[i]) end
redis.call('ZREM', DUE, ID)
deleted = text(now())
redis.call('SET', DELETED, deleted, 'EX', arg(1))
return {'deleted', deleted}
`;
