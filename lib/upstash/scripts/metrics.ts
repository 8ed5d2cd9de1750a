/** What was counted is added to what stands. */

/**
 * KEYS series (a hash), today's accounts (a HyperLogLog), the batch. ARGV how long the batch is remembered, how long today's accounts live, how long all lives on, how many accounts, the
 * accounts, then pairs of series and amount. A batch that was added before is not added again.
 */
export const ADD_METRICS = `#!lua flags=allow-key-locking
if not redis.call('SET', KEYS[3], '1', 'EX', ARGV[1], 'NX') then return 0 end
local accounts = tonumber(ARGV[4])
if accounts > 0 then
  redis.call('PFADD', KEYS[2], unpack(ARGV, 5, 4 + accounts))
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
for i = 5 + accounts, #ARGV, 2 do redis.call('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;
