-- Functions over the invalidations of a bucket. They are one string; numbers are big-endian:
--
--    0  byte  format
--    1  long  epoch of the last invalidation
--    9  long  epoch of the last clear: entries with a smaller epoch are cleared
--   17  long  epoch of the last one that is no longer listed
--   25  int   number of listed invalidations
--   29        these, each beginning with its epoch
--
-- Epochs are the server's time in microseconds, or one more than the last epoch. So no epoch is used
-- twice, even if the key of a bucket is lost, or a replica takes over that missed some.
--#include constants
local function next_epoch(last)
  local time = redis.call('TIME')
  return math.max(last + 1, time[1] * 1000000 + time[2])
end

-- Replaces the invalidations of a bucket by a single one, which clears all its entries.
local function clear_bucket(key, epoch)
  local packed = struct.pack('>I8', epoch)
  redis.call('SET', key,
      NO_INVALIDATIONS:sub(1, 1) .. packed .. packed .. packed .. NO_INVALIDATIONS:sub(26))
end

-- Creates the invalidations of a bucket that has none.
local function begin_bucket(key)
  clear_bucket(key, next_epoch(0))
end

-- Returns the invalidations of a bucket. Creates them if there are none.
local function other_invalidations(key, head)
  if head == '' then begin_bucket(key) end
  return redis.call('GET', key)
end
