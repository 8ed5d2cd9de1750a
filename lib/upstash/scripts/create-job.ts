/** A job comes to be, with the first message that it owes. */
import { PREAMBLE } from "./preamble.ts";

/**
 * ARGV time until its deadline, then field and value pairs of the record. Answers the record and what is owed, for a
 * job that exists as well. Nothing without its document: a call that arrives after its caller has given up and cleaned up
 * creates nothing.
 */
export const CREATE_JOB = `${PREAMBLE}
if redis.call('EXISTS', JOB) == 0 then
  if redis.call('EXISTS', DOCUMENT) == 0 then return false end
  local time = now()
  redis.call('HSET', JOB, 'created_at', text(time), 'deadline_at', text(time + tonumber(arg(1))), unpack(ARGV, FIRST + 2))
  owe(EPOCH, '0', 'plan')
  wake_at(time + STALL)
  expire_all(TTL)
end
return {redis.call('HGETALL', JOB), redis.call('HVALS', OUTBOX)}
`;
