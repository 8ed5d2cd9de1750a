/** Leases: an attempt is recorded before it starts, keeps its lease by signs of life, and may hand it back. */
import { ATTEMPTS_BEFORE_HALVING, MAX_ATTEMPTS, MAX_CRASHES } from "../../limits/job-timing.ts";
import { PREAMBLE } from "./preamble.ts";

/**
 * ARGV item, token, message id, retried, length of the lease. Answers 'claimed', 'home', 'split' or 'exhausted' with the record and
 * what is owed, and of a claim which attempt it is; or 'busy', 'stale' or 'gone'. A lease is over when it has expired, or when the broker delivers the same message
 * once more: then the attempt before has ended without a word. Its attempt stays counted. Against the whole job a crash counts from
 * the second at the same work on: the first may be an outage that took every attempt of that moment with it.
 */
export const CLAIM_WORK = `${PREAMBLE}
local item, mine, message, retried, lease = arg(1), arg(2), arg(3), tonumber(arg(4)), tonumber(arg(5))
local job = redis.call('HMGET', JOB, 'state', 'epoch', 'resend', 'crashes')
if not job[1] then return {'gone'} end
if job[2] ~= EPOCH or ended(job[1]) then return {'stale'} end
local function answer(kind, attempt) return {kind, redis.call('HVALS', OUTBOX), redis.call('HGETALL', JOB), attempt} end

local entry = redis.call('HGET', WORK, item)
if entry == 'split' then return answer('split') end
if item == 'plan' then
  if job[1] ~= 'queued' then return answer('home') end
elseif redis.call('HEXISTS', DONE, item) == 1 then
  return answer('home')
elseif not entry then
  return {'stale'}
end

local attempts, token, expires, holder, before = parse(entry)
if token == mine then return answer('claimed', attempts) end
local time = now()
local over = expires <= time or (holder == message and before < retried)
if token ~= '-' and not over then return {'busy'} end

local first, count = string.match(item, '^(%d+)%-(%d+)$')
if attempts >= ${ATTEMPTS_BEFORE_HALVING} and count and tonumber(count) > 1 and tonumber(job[4] or 0) < ${MAX_CRASHES} then
  local half = math.ceil(tonumber(count) / 2)
  local halves = {first .. '-' .. half, (tonumber(first) + half) .. '-' .. (tonumber(count) - half)}
  redis.call('HSET', WORK, item, 'split')
  redis.call('HINCRBY', JOB, 'crashes', 1)
  redis.call('HDEL', OUTBOX, 'extract-' .. EPOCH .. '-' .. item)
  for _, range in ipairs(halves) do
    redis.call('HSET', WORK, range, free(1))
    owe(EPOCH, job[3], 'extract', range)
  end
  wake_at(time + STALL)
  expire_all(TTL)
  return answer('split')
end
local spent = tonumber(job[4] or 0) >= ${MAX_CRASHES} and attempts > 0
if attempts >= ${MAX_ATTEMPTS} or spent then return answer('exhausted') end
if token ~= '-' and attempts >= ${ATTEMPTS_BEFORE_HALVING} then redis.call('HINCRBY', JOB, 'crashes', 1) end
redis.call('HSET', WORK, item, leased(attempts + 1, mine, time + lease, message, retried))
wake_at(time + STALL)
expire_all(TTL)
return answer('claimed', attempts + 1)
`;

/** ARGV item, token, length of the lease. Answers 1, or 0 when the lease is lost. */
export const RENEW_LEASE = `${PREAMBLE}
local job = redis.call('HMGET', JOB, 'state', 'epoch')
local attempts, token, _, message, retried = parse(redis.call('HGET', WORK, arg(1)))
if not job[1] or job[2] ~= EPOCH or ended(job[1]) or token ~= arg(2) then return 0 end
local time = now()
redis.call('HSET', WORK, arg(1), leased(attempts, token, time + tonumber(arg(3)), message, retried))
wake_at(time + STALL)
return 1
`;

/** ARGV item, token. The attempt does not count; nobody holds the lease. Nothing when it is somebody else's. */
export const RELEASE_LEASE = `${PREAMBLE}
local attempts, token = parse(redis.call('HGET', WORK, arg(1)))
if token == arg(2) then redis.call('HSET', WORK, arg(1), free(attempts - 1)) end
return 1
`;
