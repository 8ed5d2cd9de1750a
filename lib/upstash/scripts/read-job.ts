/** A job and its completion set at one moment. */
import { PREAMBLE } from "./preamble.ts";

/** KEYS job, done. Answers the two hashes as lists of field and value; empty lists when there is no such job. */
export const READ_JOB = `${PREAMBLE}
return {redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2])}
`;
