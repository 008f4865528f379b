-- Removes entries and leases of loads, whatever is stored. Other processes are notified in any case:
-- they may still have entries that were evicted here.
--
-- KEYS[1]      the invalidations of the bucket
-- KEYS[2...]   the entries
-- ARGV[1]      the epoch that the caller knows, 8 bytes
-- ARGV[2]      the time in milliseconds
-- ARGV[3]      the channel
-- ARGV[4]      the message
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns for each key what was stored: 0 for no entry, 1 for an expired one, 2 for a live one; or
-- the invalidations of the bucket if these have another epoch.
--#include fence
--#include invalidations
local call = redis.call
local bucket, epoch, now, channel, message = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local NOTHING, EXPIRED, LIVE = 0, 1, 2

local head = call('GETRANGE', bucket, 1, 16)
if #head < 16 or head:sub(1, 8) ~= epoch then
  return other_invalidations(bucket, head)
end

local cleared = struct.unpack('>I8', head, 9)
local removed = {}
call('PUBLISH', channel, message)
for i = 2, #KEYS do
  local old, what = call('GETRANGE', KEYS[i], 0, 32), NOTHING
  if #old == 33 and old:byte() ~= LEASE_FORMAT then
    local old_epoch, _, policy, limit = struct.unpack('>I8I8i8i8', old, 2)
    if old_epoch >= cleared then
      what = (policy > now and limit > now) and LIVE or EXPIRED
    end
  end
  if old ~= '' then
    call('UNLINK', KEYS[i])
  end
  removed[i - 1] = what
end
return removed
