/** A job comes to be, with the first message that it owes. */
import { PREAMBLE } from "./preamble.ts";

/**
 * KEYS job, outbox, document. ARGV ttl, message name, message, then field and value pairs of the record.
 * Answers the time of creation in milliseconds; for a job that exists, the time at which it did come to be. Without its
 * document no job comes to be: a call that arrives after its caller has given up and cleaned up creates nothing.
 */
export const CREATE_JOB = `${PREAMBLE}
local created = redis.call('HGET', KEYS[1], 'created_at')
if created then return created end
if redis.call('EXISTS', KEYS[3]) == 0 then return false end
created = now()
redis.call('HSET', KEYS[1], 'created_at', created)
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
expire_all(ARGV[1], 1, 3)
return created
`;
