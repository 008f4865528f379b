-- Releases the lease that take_reclaim_lease.lua took.
--
-- KEYS[1]      the lease
-- ARGV[1]      the caller's token
-- ARGV[2]      the epoch up to which cleared entries are removed, stored for an hour; or ''
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was done, 0 if the caller no longer has the lease.
--#include fence
local key, token, cleared = KEYS[1], ARGV[1], ARGV[2]
if redis.call('GET', key) ~= token then
  return 0
elseif cleared == '' then
  return redis.call('UNLINK', key)
end
redis.call('SET', key, 'D' .. cleared, 'EX', 3600)
return 1
