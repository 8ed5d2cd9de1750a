/**
 * Sessions of a user, in one hash: name → `current previous rotated ends last`. The first two are digests of refresh tokens (`-` for none), then
 * when they changed places, when the current one ends, and when the session ends at the latest, in milliseconds. Each script leaves the
 * same when it is sent again.
 */
const HEAD = `#!lua flags=allow-key-locking
local function text(n) return string.format('%.0f', n) end
local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end
local function parse(entry)
  local current, previous, rotated, ends, last = string.match(entry, '^(%S+) (%S+) (%d+) (%d+) (%d+)$')
  return current, previous, tonumber(rotated), tonumber(ends), tonumber(last)
end
`;

/** ARGV the session, its token's digest, the password's hash, seconds of a token, seconds at most, how many at most. */
export const OPEN_SESSION = `${HEAD}
local USER, SESSIONS = unpack(KEYS)
if redis.call('HGET', USER, 'password') ~= ARGV[3] then return 0 end
if redis.call('HEXISTS', SESSIONS, ARGV[1]) == 1 then return 1 end
local at, count, first, first_ends = now(), 0, nil, nil
local all = redis.call('HGETALL', SESSIONS)
for i = 1, #all, 2 do
  local _, _, _, ends = parse(all[i + 1])
  if ends <= at then redis.call('HDEL', SESSIONS, all[i])
  else
    count = count + 1
    if not first or ends < first_ends then first, first_ends = all[i], ends end
  end
end
if count >= tonumber(ARGV[6]) then redis.call('HDEL', SESSIONS, first) end
local ends, last = at + tonumber(ARGV[4]) * 1000, at + tonumber(ARGV[5]) * 1000
redis.call('HSET', SESSIONS, ARGV[1], ARGV[2] .. ' - 0 ' .. text(math.min(ends, last)) .. ' ' .. text(last))
redis.call('EXPIRE', SESSIONS, ARGV[4])
return 1
`;

/** ARGV the session, the digest that is presented, the one of its successor, seconds of a token, milliseconds of grace. */
export const ROTATE_SESSION = `${HEAD}
local SESSIONS = KEYS[1]
local entry = redis.call('HGET', SESSIONS, ARGV[1])
if not entry then return 'ended' end
local current, previous, rotated, ends, last = parse(entry)
local at = now()
if ends <= at then
  redis.call('HDEL', SESSIONS, ARGV[1])
  return 'ended'
end
if ARGV[2] == current then
  ends = math.min(at + tonumber(ARGV[4]) * 1000, last)
  redis.call('HSET', SESSIONS, ARGV[1], table.concat({ARGV[3], current, text(at), text(ends), text(last)}, ' '))
  redis.call('EXPIRE', SESSIONS, ARGV[4])
  return 'rotated'
end
if ARGV[2] == previous and ARGV[3] == current and at - rotated <= tonumber(ARGV[5]) then return 'again' end
redis.call('HDEL', SESSIONS, ARGV[1])
return 'reused'
`;

/** ARGV the account, the session. Answers the user's role and the account's plan, empty for none; nothing when one of them is no more. */
export const READ_STANDING = `${HEAD}
local USER, SESSIONS, ACCOUNT = unpack(KEYS)
local user = redis.call('HMGET', USER, 'tenant', 'role')
if user[1] ~= ARGV[1] or redis.call('HEXISTS', SESSIONS, ARGV[2]) == 0 then return false end
return {user[2], redis.call('HGET', ACCOUNT, 'plan') or ''}
`;
