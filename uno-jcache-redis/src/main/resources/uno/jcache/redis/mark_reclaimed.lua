-- Marks an invalidation of a bucket as reclaimed: all entries that it covered are removed.
--
-- KEYS[1]      the invalidations of the bucket
-- ARGV[1]      those that the caller saw
-- ARGV[2]      those that replace them
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was done, 0 if the invalidations have changed.
--#include fence
local bucket, seen, replacement = KEYS[1], ARGV[1], ARGV[2]
if redis.call('GET', bucket) ~= seen then
  return 0
end
redis.call('SET', bucket, replacement)
return 1
