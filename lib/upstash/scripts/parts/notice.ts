/**
 * Lua for what is owed after a job's end: that somebody is to be told of it. A job knows from its birth on whether anybody is (`told` in its record), so
 * that one of which nobody wants to hear costs no command. What is owed stands as a message in a sorted set until it has been done.
 */
import { AFTER_GRACE_MS } from "../../../limits/job-timing.ts";

/** The message that tells of a job's end, to the letter as it stands in what is owed. */
export const NOTICE_OF = `
local function notice_of(job, account)
  return '{"v":1,"kind":"notify","job_id":"' .. job .. '"' .. (account and ',"account":"' .. account .. '"' or '') .. '}'
end
`;

export const NOTICE = `${NOTICE_OF}
-- The message that tells whoever is to be told: the same for every caller, whatever that one knew of the job.
local function notice()
  return notice_of(ID, string.match(redis.call('HGET', JOB, 'usage') or '', '^docat:account:(%x+):'))
end

-- The job has ended just now. Answers the message; nothing where nobody is to be told.
local function owe_notice(told)
  if not told then return nil end
  local message = notice()
  redis.call('ZADD', AFTER, text(now() + ${AFTER_GRACE_MS}), message)
  keep(AFTER, TTL)
  -- The record stays until everybody has been told, however long that waits its turn.
  keep(JOB, TTL)
  return message
end

-- The job ended before. Answers the message as long as that is owed.
local function still_owed(told)
  local message = told and notice()
  return message and redis.call('ZSCORE', AFTER, message) and message or nil
end
`;
