/** Jobs that have stalled: who they are, and what they owe. */
import { MAX_GIVE_UPS, MAX_STALL_DOUBLINGS } from "../../limits/job-timing.ts";
import { PREAMBLE } from "./preamble.ts";

/**
 * KEYS when jobs are due, and what is owed after their ends. ARGV how many at most of each. Answers the ids of those whose time has come, and the
 * messages that should have been delivered by now, each with its time; the longest waiting first.
 */
export const LIST_DUE = `#!lua flags=allow-key-locking
local t = redis.call('TIME')
local now = string.format('%.0f', tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000))
return {
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', '0', ARGV[1]),
  redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'WITHSCORES', 'LIMIT', '0', ARGV[1]), now}
`;

/**
 * Answers 'owes' and the messages; 'overdue', the epoch and the state when the deadline has passed; 'follows' and whom; 'fresh', 'ended' or 'gone'. What is
 * owed is worked out from the state, the plan and the completion set: not from the outbox, which is empty where the broker took
 * a message and lost it, and not from the work table alone, where a range may be missing. Ranges under a living
 * lease are left alone; 'fresh' when that is all there is. Called again it owes nothing new: it answers the messages that still
 * wait in the outbox, or 'fresh'.
 */
export const REVIVE_JOB = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'due_at', 'deadline_at', 'resend', 'idle', 'selected', 'leader', 'units')
local state, epoch = job[1], job[2]
if not state or ended(state) then
  redis.call('ZREM', DUE, ID)
  return {state and 'ended' or 'gone'}
end
local time = now()
if time >= tonumber(job[4] or 0) then return {'overdue', epoch, state} end
if tonumber(job[3] or 0) > time then
  wake_at(tonumber(job[3]))
  local waiting = redis.call('HVALS', OUTBOX)
  return #waiting > 0 and {'owes', waiting} or {'fresh'}
end
if job[8] then return {'follows', job[8]} end

-- Spans of selected pages that are neither home nor open become open ranges, and what was kept of a range that is not home
-- any more is dropped: those pages may come home in other ranges. Answers how many pages are home.
local function mend()
  local spans, home, covered = {}, 0, 0
  local function add(name, at_home)
    local first, count = string.match(name, '^(%d+)%-(%d+)$')
    if not first then return end
    spans[#spans + 1] = {tonumber(first), tonumber(count)}
    covered = covered + tonumber(count)
    if at_home then home = home + tonumber(count) end
  end
  for _, name in ipairs(redis.call('HKEYS', DONE)) do add(name, true) end
  local work = redis.call('HGETALL', WORK)
  for i = 1, #work, 2 do
    if work[i + 1] ~= 'split' then add(work[i], false) end
  end
  local selected = tonumber(job[7])
  if covered == selected then return home end
  table.sort(spans, function(a, b) return a[1] < b[1] end)
  spans[#spans + 1] = {selected, 0}
  local at = 0
  for _, span in ipairs(spans) do
    if span[1] > at then redis.call('HSET', WORK, at .. '-' .. (span[1] - at), free(0)) end
    at = math.max(at, span[1] + span[2])
  end
  for _, name in ipairs(redis.call('HKEYS', SUMMARIES)) do
    if redis.call('HEXISTS', DONE, name) == 0 then redis.call('HDEL', SUMMARIES, name) end
  end
  redis.call('HSET', JOB, 'home', text(home))
  return home
end

-- Units that are neither home nor open are open again. Answers how many are not home.
local function mend_units()
  local missing = 0
  for unit in string.gmatch(job[9] or '', '%S+') do
    if redis.call('HEXISTS', DONE, unit) == 0 then
      missing = missing + 1
      if redis.call('HEXISTS', WORK, unit) == 0 then redis.call('HSET', WORK, unit, free(0)) end
    end
  end
  return missing
end

-- What is owed for open work that nobody holds; '^%d' are page ranges, '^%a' units.
local function owe_open(kind, pattern, resend)
  local work = redis.call('HGETALL', WORK)
  for i = 1, #work, 2 do
    local expires = tonumber(string.match(work[i + 1], '^%d+ %S+ (%d+)') or 0)
    if string.match(work[i], pattern) and work[i + 1] ~= 'split' and expires <= time then
      owe(epoch, resend, kind, work[i])
    end
  end
end

local idle = tonumber(job[6] or 0)
local resend = text(tonumber(job[5] or 0) + 1)
redis.call('DEL', OUTBOX)
if state == 'queued' then owe(epoch, resend, 'plan') end
if state == 'running' and mend() == tonumber(job[7]) then
  state = 'assembling'
  redis.call('HSET', JOB, 'state', state)
end
if state == 'assembling' then owe(epoch, resend, 'assemble') end
if state == 'running' then owe_open('extract', '^%d', resend) end
if state == 'enriching' and mend_units() == 0 then
  state = 'finishing'
  redis.call('HSET', JOB, 'state', state)
end
if state == 'enriching' then owe_open('enrich', '^[tv]%d', resend) end
if state == 'finishing' then owe(epoch, resend, 'finish') end
local owed = redis.call('HVALS', OUTBOX)
if #owed > 0 then redis.call('HSET', JOB, 'resend', resend, 'idle', text(idle + 1)) end
wake_at(time + STALL * 2 ^ math.min(idle, ${MAX_STALL_DOUBLINGS}))
expire_all(TTL)
return #owed > 0 and {'owes', owed} or {'fresh'}
`;

/**
 * ARGV work item of the message that the broker gave up ('-' where it has none), its resend, its id. The job counts as stalled from
 * now on, and what the message's last attempt held is free, its attempt counted. Answers 'done'; 'exhausted' after several
 * rounds in a row, each with a resend of its own, with no step between; 'stale' when the job has ended, has been owed its
 * work anew since, or has the range at home; or 'gone'.
 */
export const GIVE_UP = `${PREAMBLE}
local range, resend, message = arg(1), arg(2), arg(3)
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'resend', 'gave_up', 'give_ups')
if not job[1] then return 'gone' end
if job[2] ~= EPOCH or ended(job[1]) or (job[3] or '0') ~= resend then return 'stale' end
if redis.call('HEXISTS', DONE, range) == 1 then return 'stale' end
local rounds = tonumber(job[5] or 0)
if job[4] ~= resend then
  rounds = rounds + 1
  redis.call('HSET', JOB, 'gave_up', resend, 'give_ups', text(rounds))
end
if rounds >= ${MAX_GIVE_UPS} then return 'exhausted' end
local work = redis.call('HGETALL', WORK)
for i = 1, #work, 2 do
  local attempts, token, _, holder, retried = parse(work[i + 1])
  if token ~= '-' and holder == message then
    redis.call('HSET', WORK, work[i], leased(attempts, token, 0, holder, retried))
  end
end
wake_at(now())
return 'done'
`;
