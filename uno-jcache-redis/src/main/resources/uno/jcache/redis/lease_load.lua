-- Stores a lease for a load under the key of an entry, if there is neither entry nor lease.
--
-- KEYS[1]      the invalidations of the bucket
-- KEYS[2]      the entry
-- ARGV[1]      the epoch of the lease, 8 bytes
-- ARGV[2]      the lease
-- ARGV[3]      its time to live in milliseconds
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was done, 0 if there is an entry or a lease, or the invalidations of the bucket if
-- these have another epoch.
--#include fence
--#include invalidations
local call = redis.call
local bucket, key, epoch, lease, life = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]

local head = call('GETRANGE', bucket, 1, 16)
if head:sub(1, 8) ~= epoch then
  return other_invalidations(bucket, head)
end
local found = call('GETRANGE', key, 1, 8)
if call('EXISTS', key) == 1
    and (#found < 8 or struct.unpack('>I8', found) >= struct.unpack('>I8', head, 9)) then
  return 0
end
call('SET', key, lease, 'PX', life)
return 1
