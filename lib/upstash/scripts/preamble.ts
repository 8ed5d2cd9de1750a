/**
 * Lua that every script of ours starts with. The flag on the first line lets Upstash lock the declared keys only,
 * not the whole database. `standing` tells whether a job is at work in this epoch; `expire_all` refreshes all keys of a job
 * together; `done` adds the outbox as it stands.
 * No script uses a counter or a pop: each may be sent twice and must leave and answer the same the second time.
 */
export const PREAMBLE = `#!lua flags=allow-key-locking
local function now()
  local t = redis.call('TIME')
  return string.format('%.0f', tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000))
end
local function expire_all(seconds, first, last)
  for i = first, last do redis.call('EXPIRE', KEYS[i], seconds) end
end
local function standing(job, epoch)
  if not job[1] then return 'gone' end
  if job[2] ~= epoch then return 'stale' end
  if job[1] == 'running' or job[1] == 'assembling' then return 'done' end
  return 'stale'
end
local function done(outbox)
  local reply = {'done'}
  for _, value in ipairs(redis.call('HVALS', outbox)) do reply[#reply + 1] = value end
  return reply
end
`;
