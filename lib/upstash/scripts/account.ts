/** Users and their sessions. Each script leaves and answers the same when it is sent again. */
const FLAGS = "#!lua flags=allow-key-locking\n";

/** The value that is there, or the one that is put there now. ARGV the value. */
export const PUT_ONCE = `${FLAGS}
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
`;

/** ARGV what must be there, what takes its place. */
export const REPLACE_TEXT = `${FLAGS}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;

/** The same in a field of a hash. ARGV field, what must be there, what takes its place. */
export const REPLACE_FIELD = `${FLAGS}
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

/** ARGV the user, '1' for one who founds the account, how many an account may have, the time, then fields and values of the user. */
export const CREATE_USER = `${FLAGS}
local EMAIL, USER, ACCOUNT, USERS = unpack(KEYS)
local holder = redis.call('GET', EMAIL)
if holder then return holder == ARGV[1] and 'made' or 'taken' end
if ARGV[2] == '1' then redis.call('HSETNX', ACCOUNT, 'created_at', ARGV[4])
elseif redis.call('EXISTS', ACCOUNT) == 0 then return 'gone' end
if redis.call('SCARD', USERS) >= tonumber(ARGV[3]) then return 'full' end
redis.call('SET', EMAIL, ARGV[1])
redis.call('HSET', USER, unpack(ARGV, 5))
redis.call('SADD', USERS, ARGV[1])
return 'made'
`;

/** ARGV the hash that must be there, the new one, '1' when it is another password: then all that the old one opened ends. */
export const CHANGE_PASSWORD = `${FLAGS}
local USER, SESSIONS, RESET = unpack(KEYS)
local kept = redis.call('HGET', USER, 'password')
if kept == ARGV[2] then return 1 end
if kept ~= ARGV[1] then return 0 end
redis.call('HSET', USER, 'password', ARGV[2])
if ARGV[3] == '1' then redis.call('DEL', SESSIONS, RESET) end
return 1
`;

/** ARGV the digest of the token, seconds. */
export const PUT_RESET = `${FLAGS}
local USER, RESET = unpack(KEYS)
if redis.call('EXISTS', USER) == 0 then return 0 end
redis.call('SET', RESET, ARGV[1], 'EX', ARGV[2])
return 1
`;

/** ARGV the digest of the token, the new hash. */
export const RESET_PASSWORD = `${FLAGS}
local USER, SESSIONS, RESET = unpack(KEYS)
local kept = redis.call('HGET', USER, 'password')
if not kept then return 0 end
if kept == ARGV[2] then return 1 end
if redis.call('GET', RESET) ~= ARGV[1] then return 0 end
redis.call('HSET', USER, 'password', ARGV[2], 'verified', '1')
redis.call('DEL', SESSIONS, RESET)
return 1
`;

/** ARGV the user. Answers whether there was one, and how many sessions ended. */
export const ERASE_USER = `${FLAGS}
local USER, SESSIONS, RESET, EMAIL, USERS = unpack(KEYS)
local found = {redis.call('EXISTS', USER), redis.call('HLEN', SESSIONS)}
if redis.call('GET', EMAIL) == ARGV[1] then redis.call('DEL', EMAIL) end
redis.call('DEL', USER, SESSIONS, RESET)
redis.call('SREM', USERS, ARGV[1])
return found
`;
