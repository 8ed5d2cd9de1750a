/** Fields of a hash, which lives on for a while: both or neither. */

/** KEYS the hash. ARGV time to live, then pairs of field and value. */
export const PUT_FIELDS = `#!lua flags=allow-key-locking
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 'done'
`;
