/** A job, its completion set and its outbox at one moment. */
import { PREAMBLE } from "./preamble.ts";

/** Answers the record, the parts at home, what is owed, and the time; the record is empty when there is no such job. */
export const READ_JOB = `${PREAMBLE}
local parts, done = {}, redis.call('HGETALL', DONE)
for i = 1, #done, 2 do
  if string.match(done[i], '^%d') then parts[#parts + 1] = done[i + 1] end
end
return {redis.call('HGETALL', JOB), parts, redis.call('HVALS', OUTBOX), text(now())}
`;
