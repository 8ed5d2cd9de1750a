/**
 * Lua for what an account has of a job: that it is at work, that it exists, what it costs, and its entry in the processing log. Part of the scripts
 * that make and end jobs, and nothing of it runs twice for one job: each use stands behind the change of state that happens once.
 */
import { LIVE_GRACE_MS, MAX_USAGE_FIELDS } from "../../../limits/quotas.ts";
import { MAX_LOG_ENTRIES } from "../../../limits/retention.ts";

export const ACCOUNT = `
local HAS_ACCOUNT = USAGE ~= NONE

-- Adds to the day's sum and to the credential's; beyond so many fields to what all further credentials have together.
local function count(metric, amount)
  if amount == 0 then return end
  redis.call('HINCRBY', USAGE, metric, text(amount))
  local field = metric .. ' ' .. (redis.call('HGET', JOB, 'credential') or '-')
  if redis.call('HEXISTS', USAGE, field) == 0 and redis.call('HLEN', USAGE) >= ${MAX_USAGE_FIELDS} then field = metric .. ' *' end
  redis.call('HINCRBY', USAGE, field, text(amount))
  redis.call('EXPIRE', USAGE, USAGE_TTL)
end

-- Whether the account has used its pages of the day when so many more are taken. Limits are empty where there are none.
local function is_over(limit, pages)
  if not HAS_ACCOUNT or not tonumber(limit) then return false end
  local used = redis.call('HMGET', USAGE, 'pages', 'reserved')
  return tonumber(used[1] or 0) + tonumber(used[2] or 0) + pages > tonumber(limit)
end

-- Whether as many jobs are at work as may be. One that is long past its deadline is gone, whatever became of it.
local function is_crowded(limit)
  if not HAS_ACCOUNT or not tonumber(limit) then return false end
  redis.call('ZREMRANGEBYSCORE', LIVE, '-inf', text(now() - ${LIVE_GRACE_MS}))
  return redis.call('ZCARD', LIVE) >= tonumber(limit)
end

-- The job is the account's from now on.
local function enter_account(works)
  if not HAS_ACCOUNT then return end
  local job = redis.call('HMGET', JOB, 'created_at', 'deadline_at', 'bytes')
  redis.call('ZADD', JOBS, job[1], ID)
  redis.call('ZREMRANGEBYSCORE', JOBS, '-inf', text(now() - tonumber(INDEX_TTL) * 1000))
  redis.call('EXPIRE', JOBS, INDEX_TTL)
  if works then
    redis.call('ZADD', LIVE, job[2], ID)
    redis.call('EXPIRE', LIVE, TTL)
  end
  count('jobs', 1)
  count('bytes', tonumber(job[3] or 0))
end

-- Pages that the job is about to read: they count as used until it ends.
local function reserve(pages)
  if not HAS_ACCOUNT then return end
  redis.call('HSET', JOB, 'reserved', text(pages))
  redis.call('HINCRBY', USAGE, 'reserved', text(pages))
  redis.call('EXPIRE', USAGE, USAGE_TTL)
end

-- What is told of the job's end for years: numbers and names of ours, and its file's name under seal.
local function write_entry(state)
  local job = redis.call('HMGET', JOB, 'created_at', 'started_at', 'finished_at', 'bytes', 'plan', 'error', 'result_of', 'credential', 'key', 'label')
  local plan = job[5] and cjson.decode(job[5]) or {}
  local entry = {id = ID, state = state, created_at = job[1], finished_at = job[3], pages = plan.pages_selected, engine = plan.engine}
  if job[2] then entry.started_at = job[2] end
  if job[4] then entry.bytes = job[4] end
  if job[6] and state == 'failed' then entry.code = cjson.decode(job[6]).code end
  if job[7] then entry.cached = '1' end
  if job[8] then entry.credential = job[8] end
  if job[10] then
    entry.key = job[9]
    entry.label = job[10]
  end
  redis.call('HSET', ENTRIES, ID, cjson.encode(entry))
  redis.call('ZADD', LOG, job[3], ID)
  local surplus = redis.call('ZRANGEBYSCORE', LOG, '-inf', text(now() - tonumber(LOG_TTL) * 1000), 'LIMIT', '0', '10')
  local length = redis.call('ZCARD', LOG)
  if length > ${MAX_LOG_ENTRIES} then surplus = redis.call('ZRANGE', LOG, '0', text(length - ${MAX_LOG_ENTRIES} - 1)) end
  for _, old in ipairs(surplus) do
    redis.call('ZREM', LOG, old)
    redis.call('HDEL', ENTRIES, old)
  end
  redis.call('EXPIRE', LOG, LOG_TTL)
  redis.call('EXPIRE', ENTRIES, LOG_TTL)
end

-- The job has ended: it is at work no longer, what it reserved is used or free again, and the log has its entry.
local function leave_account(state)
  if not HAS_ACCOUNT then return end
  redis.call('ZREM', LIVE, ID)
  local job = redis.call('HMGET', JOB, 'reserved', 'result_of')
  local reserved = tonumber(job[1] or 0)
  if reserved > 0 then
    redis.call('HDEL', JOB, 'reserved')
    redis.call('HINCRBY', USAGE, 'reserved', text(-reserved))
    if state == 'succeeded' then count('pages', reserved) end
  end
  count(state, 1)
  if job[2] and state == 'succeeded' then count('cached', 1) end
  write_entry(state)
end

-- Nothing is left of the job but its entry, without its file's name.
local function forget_in_account()
  if not HAS_ACCOUNT then return end
  redis.call('ZREM', JOBS, ID)
  local entry = redis.call('HGET', ENTRIES, ID)
  if not entry then return end
  local kept = cjson.decode(entry)
  kept.key, kept.label, kept.deleted = nil, nil, '1'
  redis.call('HSET', ENTRIES, ID, cjson.encode(kept))
end
`;
