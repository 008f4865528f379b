-- Removes an entry that was cleared.
--
-- KEYS[1]      the invalidations of the bucket
-- KEYS[2]      the entry
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was removed, else 0.
--#include fence
local bucket, key = KEYS[1], KEYS[2]
local head = redis.call('GETRANGE', bucket, 1, 16)
local epoch = redis.call('GETRANGE', key, 1, 8)
if #epoch == 8 and #head == 16
    and struct.unpack('>I8', epoch) < struct.unpack('>I8', head, 9) then
  return redis.call('UNLINK', key)
end
return 0
