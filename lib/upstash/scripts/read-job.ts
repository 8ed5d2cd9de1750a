/** A job, its completion set and its outbox at one moment. */
import { PREAMBLE } from "./preamble.ts";

/** Answers the record, the parts at home, what is owed, and the time; the record is empty when there is no such job. */
export const READ_JOB = `${PREAMBLE}
return {redis.call('HGETALL', JOB), redis.call('HVALS', DONE), redis.call('HVALS', OUTBOX), text(now())}
`;
