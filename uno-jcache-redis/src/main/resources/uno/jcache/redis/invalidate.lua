-- Publishes an invalidation of a bucket: appends it to the others, under the next epoch.
--
-- KEYS[1]      the invalidations of the bucket
-- ARGV[1]      the new one without its epoch
-- ARGV[2]      the last epoch that the caller knows, 8 bytes
-- ARGV[3]      the channel
-- ARGV[4]      the message
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns its epoch if it directly follows the one that the caller knows, else all invalidations of
-- the bucket; or 0 if the stored invalidations are invalid.
--#include fence
--#include invalidations
local call = redis.call
local bucket, invalidation, known_epoch, channel, message = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local head = call('GETRANGE', bucket, 0, 28)
if head == '' then
  begin_bucket(bucket)
  head = call('GETRANGE', bucket, 0, 28)
elseif #head < 29 or head:sub(1, 1) ~= NO_INVALIDATIONS:sub(1, 1) then
  return 0
end
local last = head:sub(2, 9)
local epoch = next_epoch(struct.unpack('>I8', last))
local packed = struct.pack('>I8', epoch)
local count = struct.pack('>I4', struct.unpack('>I4', head, 26) + 1)
call('SETRANGE', bucket, 1, packed)
call('SETRANGE', bucket, 25, count)
call('APPEND', bucket, packed .. invalidation)
call('PUBLISH', channel, message)
return last == known_epoch and epoch or call('GET', bucket)
