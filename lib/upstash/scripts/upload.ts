/**
 * The steps of an upload. KEYS are its record and its document; the first of ARGV is whose it is to be, and another account's is as unknown as
 * one that never was. Each leaves and answers the same when it is sent again.
 */
const HEAD = `#!lua flags=allow-key-locking
local UPLOAD, DOCUMENT, FILE, TAKEN = unpack(KEYS)
local state = redis.call('HGET', UPLOAD, 'state')
if not state or redis.call('HGET', UPLOAD, 'tenant') ~= ARGV[1] then return false end
local function keep(seconds)
  redis.call('EXPIRE', UPLOAD, seconds)
  redis.call('EXPIRE', DOCUMENT, seconds)
end
`;

/**
 * ARGV besides: time to live, when it ends, then number and value of each piece. Answers the state; pieces are stored only while it is
 * open.
 */
export const PUT_UPLOAD_PIECES = `${HEAD}
if state ~= 'open' then return state end
redis.call('HSET', DOCUMENT, unpack(ARGV, 4))
for i = 4, #ARGV, 2 do redis.call('HSET', UPLOAD, 'p' .. ARGV[i], '1') end
redis.call('HSET', UPLOAD, 'expires_at', ARGV[3])
keep(ARGV[2])
return state
`;

/** ARGV besides: time to live. open → checking. Answers the state. */
export const CLOSE_UPLOAD = `${HEAD}
if state == 'open' then
  state = 'checking'
  redis.call('HSET', UPLOAD, 'state', state)
  keep(ARGV[2])
end
return state
`;

/** checking → open. ARGV besides: what the record says from now on, empty for as it was. */
export const REOPEN_UPLOAD = `${HEAD}
if state ~= 'checking' then return state end
redis.call('HSET', UPLOAD, 'state', 'open')
if ARGV[2] ~= '' then redis.call('HSET', UPLOAD, 'about', ARGV[2]) end
return 'open'
`;

/** ARGV besides: time to live, when it ends. Answers the state; nothing changes unless it is open. */
export const RENEW_UPLOAD = `${HEAD}
if state == 'open' then
  redis.call('HSET', UPLOAD, 'expires_at', ARGV[3])
  keep(ARGV[2])
end
return state
`;

/**
 * KEYS besides: the name under which its file is known. ARGV besides: time to live, when it ends, what the record says of it, who it is, then
 * the fields by which the document counts as there. checking → complete.
 */
export const COMPLETE_UPLOAD = `${HEAD}
if state == 'checking' then
  state = 'complete'
  redis.call('HSET', UPLOAD, 'state', state, 'expires_at', ARGV[3], 'about', ARGV[4])
  redis.call('HSET', DOCUMENT, unpack(ARGV, 6))
  redis.call('SET', FILE, ARGV[5], 'EX', ARGV[2])
  keep(ARGV[2])
end
return state
`;

/**
 * KEYS besides: the name under which its file is known, and the document of the job that has a copy. ARGV besides: that job, how long it is
 * remembered. The upload's own bytes go, unless the job has none.
 */
export const HAND_OVER_UPLOAD = `${HEAD}
if redis.call('EXISTS', TAKEN) == 0 then return state end
redis.call('HSET', UPLOAD, 'holder', ARGV[2])
redis.call('DEL', DOCUMENT)
redis.call('SET', FILE, ARGV[2], 'EX', ARGV[3])
return state
`;

/** The upload and its bytes go. */
export const DELETE_UPLOAD = `${HEAD}
redis.call('DEL', UPLOAD, DOCUMENT)
return state
`;

/**
 * KEYS the record, its account's uploads by the time at which they began. ARGV time to live, that of the account's, then the record's fields and
 * values. Answers what the record holds: of two that begin the same upload, the first one's.
 */
export const CREATE_UPLOAD = `#!lua flags=allow-key-locking
if redis.call('EXISTS', KEYS[1]) == 0 then
  local at = {}
  for i = 3, #ARGV, 2 do at[ARGV[i]] = ARGV[i + 1] end
  redis.call('HSET', KEYS[1], unpack(ARGV, 3))
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  redis.call('ZADD', KEYS[2], at.created_at, at.id)
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', tonumber(at.created_at) - ARGV[2] * 1000))
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return redis.call('HGETALL', KEYS[1])
`;
