/**
 * Lua that every script of a job starts with: names for its keys and common arguments, and the few things that several
 * scripts do. The flag on the first line lets Upstash lock the declared keys only, not the whole database.
 * No script counts or pops without a guard: each may be sent twice and must leave and answer the same the second time.
 */
export const PREAMBLE = `#!lua flags=allow-key-locking
local JOB, OUTBOX, WORK, DOCUMENT, DONE, PARTS, SUMMARIES, MANIFEST, DUE, DELETED, FOLLOWERS, HOLDERS = unpack(KEYS)
local ID = string.match(JOB, 'job_%x+')
local EPOCH, TTL, STALL, LOG_TTL, USAGE_TTL, INDEX_TTL = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6]
local FIRST = 6

-- The script's own arguments, counted from 1.
local function arg(n) return ARGV[FIRST + n] end

-- Whole numbers as text; Lua would write large ones with an exponent.
local function text(n) return string.format('%.0f', n) end

local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end

-- Whether the job is another account's than the one that asks; nobody is asked for where no account is named.
local function is_foreign(owner)
  return owner and owner ~= '' and redis.call('HGET', JOB, 'tenant') ~= owner
end

local function ended(state) return state == 'succeeded' or state == 'failed' or state == 'cancelled' end

-- Whether a job is being read, or its result added to, in this epoch.
local function standing(state, epoch)
  if not state then return 'gone' end
  if epoch == EPOCH and (state == 'running' or state == 'assembling') then return 'done' end
  if epoch == EPOCH and (state == 'enriching' or state == 'finishing') then return 'done' end
  return 'stale'
end

-- All keys of the job live on together.
local function expire_all(seconds)
  for i = 1, 8 do redis.call('EXPIRE', KEYS[i], seconds) end
  redis.call('EXPIRE', FOLLOWERS, seconds)
end

-- When somebody should look after the job, unless it takes another step before; at its deadline in any case.
local function wake_at(time)
  local at = text(math.min(time, tonumber(redis.call('HGET', JOB, 'deadline_at') or time)))
  redis.call('HSET', JOB, 'due_at', at)
  redis.call('ZADD', DUE, at, ID)
  redis.call('EXPIRE', DUE, TTL)
end

-- The job has come on: what was counted since the step before is forgotten.
local function stepped()
  redis.call('HDEL', JOB, 'idle', 'gave_up', 'give_ups')
  wake_at(now() + STALL)
end

-- The entry of a work item: attempts so far, and the lease; '-' where nobody holds it.
local function parse(entry)
  local attempts, token, expires, message, retried = string.match(entry or '', '^(%d+) (%S+) (%d+) (%S+) (%d+)$')
  return tonumber(attempts or 0), token or '-', tonumber(expires or 0), message or '-', tonumber(retried or 0)
end
local function leased(attempts, token, expires, message, retried)
  return table.concat({attempts, token, text(expires), message, retried}, ' ')
end
local function free(attempts) return attempts .. ' - 0 - 0' end

-- What is owed is written down in the same step that makes it owed.
local function owe(epoch, resend, kind, item)
  local field, tail = kind .. '-' .. epoch, ''
  if item then
    field = field .. '-' .. item
    tail = string.gsub(item, '^(%d+)%-(%d+)$', ',"range":{"first":%1,"count":%2}')
    if kind == 'enrich' then tail = ',"unit":"' .. item .. '"' end
  end
  local account = string.match(redis.call('HGET', JOB, 'usage') or '', '^docat:account:(%x+):')
  if account then tail = tail .. ',"account":"' .. account .. '"' end
  redis.call('HSET', OUTBOX, field, '{"v":1,"kind":"' .. kind .. '","job_id":"' .. ID .. '","epoch":' .. epoch ..
    ',"resend":' .. (resend or '0') .. tail .. '}')
end

-- The answer of a step that is done: what is owed now.
local function done()
  return {'done', redis.call('HVALS', OUTBOX)}
end
`;
