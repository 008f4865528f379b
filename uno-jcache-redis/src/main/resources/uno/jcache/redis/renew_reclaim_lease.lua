-- Renews the lease that take_reclaim_lease.lua took.
--
-- KEYS[1]      the lease
-- ARGV[1]      the caller's token
-- ARGV[2]      for how long, in milliseconds
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was done, 0 if the caller no longer has the lease.
--#include fence
local key, token, life = KEYS[1], ARGV[1], ARGV[2]
if redis.call('GET', key) == token then
  return redis.call('PEXPIRE', key, life)
end
return 0
