/** A job, its completion set and its outbox at one moment. */
import { PREAMBLE } from "./preamble.ts";

/** KEYS job, outbox, document, done. Answers two hashes as lists of field and value, and the messages owed; empty when there is no such job. */
export const READ_JOB = `${PREAMBLE}
return {redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[4]), redis.call('HVALS', KEYS[2])}
`;
