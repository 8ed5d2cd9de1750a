/** Several strings with one time to live, in one request. */

/** ARGV time to live, then a value for each key. */
export const KEEP_STRINGS = `#!lua flags=allow-key-locking
for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[i + 1], 'EX', ARGV[1]) end
return 1
`;
