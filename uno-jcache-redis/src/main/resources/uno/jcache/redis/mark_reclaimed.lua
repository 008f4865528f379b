-- Replaces the invalidations of a bucket by the same, of which one is reclaimed: it covers no entry
-- any more.
--
-- KEYS[1]      the invalidations of the bucket
-- ARGV[1]      those that the caller saw
-- ARGV[2]      those that replace them
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was done, 0 if there are other ones.
--#include fence
local bucket, seen, replacement = KEYS[1], ARGV[1], ARGV[2]
if redis.call('GET', bucket) ~= seen then
  return 0
end
redis.call('SET', bucket, replacement)
return 1
