/** All that is known before a job is made, and the idempotency key held, in one request. */

/**
 * KEYS known, quarantine, idempotency. ARGV whether to look at what is known, whether results are cached, then, for a request with
 * an idempotency key, token, fingerprint, length of the lease; else an empty token. Answers 'clear', the time, the known job and its plan and
 * the quarantine's error, empty where there is none; or 'answered' and the answer; 'busy' and how much longer; 'reused'. A key
 * is held by its token, and for the length of the lease only.
 */
export const ADMIT = `#!lua flags=allow-key-locking
local KNOWN, QUARANTINE, IDEMPOTENCY = unpack(KEYS)
local shared, cached, token, fingerprint, lease = unpack(ARGV)
if token ~= '' then
  local held = redis.call('HMGET', IDEMPOTENCY, 'token', 'fingerprint', 'answer')
  if held[1] and held[2] ~= fingerprint then return {'reused'} end
  if held[3] then
    redis.call('HSET', IDEMPOTENCY, 'heard', '1')
    return {'answered', held[3]}
  end
  if held[1] and held[1] ~= token then return {'busy', redis.call('PTTL', IDEMPOTENCY)} end
  redis.call('HSET', IDEMPOTENCY, 'token', token, 'fingerprint', fingerprint)
  redis.call('PEXPIRE', IDEMPOTENCY, lease)
end
local known = {}
if shared == '1' then
  known = redis.call('HMGET', KNOWN, 'job', 'plan')
  if known[2] and cached ~= '1' then
    redis.call('DEL', KNOWN)
    known = {}
  end
end
local t = redis.call('TIME')
local now = string.format('%.0f', tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000))
return {'clear', now, known[1] or '', known[2] or '', redis.call('GET', QUARANTINE) or ''}
`;

/** KEYS idempotency. ARGV token. The key is free again, if it is this request's; but an answer that somebody has heard stands: then it answers 'heard', else 'free'. */
export const GIVE_BACK = `#!lua flags=allow-key-locking
local held = redis.call('HMGET', KEYS[1], 'token', 'heard')
if held[1] ~= ARGV[1] then return 'free' end
if held[2] then return 'heard' end
redis.call('DEL', KEYS[1])
return 'free'
`;
