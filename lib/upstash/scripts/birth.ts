/** How jobs come to be: to work, or as a share in what another job does or has done, or refused at once. */
import { MAX_FOLLOWERS } from "../../limits/limits.ts";
import { LINKED } from "./linked.ts";

/**
 * ARGV token of the request and answer to keep, both empty without an idempotency key, and how long; pages of a day and jobs at once that the
 * account may have, empty for no limit; whether the job asks that its end is told; then what the script itself wants, and last field and value pairs of the record. A job that exists is not made again: the script answers as it did then.
 */
const BIRTH = `${LINKED}
local TOKEN, ANSWER, ANSWER_TTL, PAGES_LIMIT, JOBS_LIMIT = arg(1), arg(2), arg(3), arg(4), arg(5)
local FIELDS = FIRST + 7

-- Both in one command: the job counts twice.
local there = redis.call('EXISTS', JOB, JOB, WEBHOOKS)
local function exists() return there >= 2 end

-- Whether somebody is to be told of the job's end: its account has endpoints, or the job asks for it itself.
local TOLD = there % 2 == 1 or arg(6) == '1'

local function was_deleted() return redis.call('EXISTS', DELETED) == 1 end

-- Whether the request may not make a job: another one holds its key, or the job was made and deleted.
local function came_too_late()
  return was_deleted() or TOKEN ~= '' and redis.call('HGET', IDEMPOTENCY, 'token') ~= TOKEN
end

-- The record, its links, and the answer that tells of it.
local function write(first)
  redis.call('HSET', JOB, unpack(ARGV, first))
  for field, key in pairs({known = KNOWN, quarantine = QUARANTINE, idempotency = IDEMPOTENCY, usage = USAGE}) do
    if key ~= NONE then redis.call('HSET', JOB, field, key) end
  end
  if TOLD then redis.call('HSET', JOB, 'told', '1') end
  if TOKEN ~= '' then
    redis.call('HSET', IDEMPOTENCY, 'answer', ANSWER, 'job', ID)
    redis.call('EXPIRE', IDEMPOTENCY, ANSWER_TTL)
  end
end
`;

/**
 * ARGV besides: whether others may follow the job, when it is made (empty: now), time until its deadline. Answers 'done', the record and what is
 * owed. 'lost' without its document: a call that arrives after its caller has given up and cleaned up creates nothing.
 * 'changed' when somebody else is known to work on the document, or the request no longer holds its key; then the document that
 * was stored for the job is gone; so it is with 'too_many_jobs' and 'quota_exceeded', when the account may not have another job now.
 */
export const CREATE_JOB = `${BIRTH}
local leads, at, deadline = arg(7) == '1', arg(8), tonumber(arg(9))
if not exists() then
  if came_too_late() or (leads and redis.call('EXISTS', KNOWN) == 1) then
    redis.call('DEL', DOCUMENT)
    return {was_deleted() and 'lost' or 'changed'}
  end
  if redis.call('EXISTS', DOCUMENT) == 0 then return {'lost'} end
  local refusal = is_crowded(JOBS_LIMIT) and 'too_many_jobs' or is_over(PAGES_LIMIT, 1) and 'quota_exceeded'
  if refusal then
    redis.call('DEL', DOCUMENT)
    return {refusal}
  end
  local time = now()
  if at == '' then at = text(time) end
  redis.call('HSET', JOB, 'created_at', at, 'deadline_at', text(tonumber(at) + deadline))
  write(FIELDS + 3)
  if leads then
    redis.call('HSET', KNOWN, 'job', ID)
    redis.call('EXPIRE', KNOWN, TTL)
  end
  owe(EPOCH, '0', 'plan')
  wake_at(time + STALL)
  expire_all(TTL)
  enter_account(true)
end
return {'done', redis.call('HGETALL', JOB), redis.call('HVALS', OUTBOX)}
`;

/**
 * The other job is the one that is followed. Answers 'done'; 'full' when nobody may join it any more; 'changed' when it is not the
 * one at work; 'too_many_jobs' as above. One that is known and is not at work is known no longer.
 */
export const FOLLOW_JOB = `${BIRTH}
if exists() then return {'done'} end
if came_too_late() then return {'changed'} end
local known = redis.call('HMGET', KNOWN, 'job', 'plan')
if known[1] ~= OTHER.id or known[2] then return {'changed'} end
local leader = redis.call('HMGET', OTHER.job, 'state', 'deadline_at', 'leader')
if not leader[1] or ended(leader[1]) or leader[3] then
  redis.call('DEL', KNOWN)
  return {'changed'}
end
local time = now()
if tonumber(leader[2]) <= time or redis.call('SCARD', OTHER.followers) >= ${MAX_FOLLOWERS} then return {'full'} end
if is_crowded(JOBS_LIMIT) then return {'too_many_jobs'} end
write(FIELDS)
join(OTHER.job, OTHER.followers)
wake_at(time + STALL)
expire_all(TTL)
enter_account(true)
return {'done'}
`;

/** ARGV besides: how long the job is kept. The other job is the one whose result is taken. Answers 'done', and the message that tells of it, or 'changed'. */
export const ADOPT_RESULT = `${BIRTH}
if exists() then return {'done', still_owed(TOLD)} end
if came_too_late() then return {'changed'} end
local known = redis.call('HMGET', KNOWN, 'job', 'plan')
if known[1] ~= OTHER.id or not known[2] then return {'changed'} end
if redis.call('EXISTS', OTHER.manifest, OTHER.parts) < 2 then
  redis.call('DEL', KNOWN)
  return {'changed'}
end
write(FIELDS + 1)
hold_result(arg(7))
expire_all(arg(7))
enter_account(false)
leave_account('succeeded')
return {'done', owe_notice(TOLD)}
`;

/** ARGV besides: how long the job is kept. Answers 'done' as above, or 'changed' when the document is not quarantined any more. */
export const REFUSE_JOB = `${BIRTH}
if exists() then return {'done', still_owed(TOLD)} end
if came_too_late() or redis.call('EXISTS', QUARANTINE) == 0 then return {'changed'} end
write(FIELDS + 1)
expire_all(arg(7))
enter_account(false)
leave_account('failed')
return {'done', owe_notice(TOLD)}
`;
