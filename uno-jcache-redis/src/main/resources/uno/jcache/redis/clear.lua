-- Clears a bucket: hides all its entries, and removes its other invalidations.
--
-- KEYS[1]      the invalidations of the bucket
-- ARGV[1]      the channel
-- ARGV[2]      the message
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns the invalidations of the bucket.
--#include fence
--#include invalidations
local bucket, channel, message = KEYS[1], ARGV[1], ARGV[2]
local head = redis.call('GETRANGE', bucket, 0, 8)
if #head < 9 or head:sub(1, 1) ~= NO_INVALIDATIONS:sub(1, 1) then
  begin_bucket(bucket)
else
  clear_bucket(bucket, next_epoch(struct.unpack('>I8', head, 2)))
end
redis.call('PUBLISH', channel, message)
return redis.call('GET', bucket)
