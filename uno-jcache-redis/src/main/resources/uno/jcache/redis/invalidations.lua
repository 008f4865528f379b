-- Functions over the invalidations of a bucket. They are one string; numbers are big-endian:
--
--    0  byte  format
--    1  long  epoch of the last invalidation
--    9  long  epoch of the last one that covers all keys: entries with a smaller one were cleared
--   17  long  epoch of the last one that is no longer listed
--   25  int   how many are listed
--   29        those, each beginning with its epoch
--
-- Epochs are the server's time in microseconds, or one more than the last epoch. So none is used
-- again where the key of a bucket was lost, or a replica takes over that missed some.
--#include constants
local function next_epoch(last)
  local time = redis.call('TIME')
  return math.max(last + 1, time[1] * 1000000 + time[2])
end

-- Sets the invalidations of a bucket to a single one, by which all its entries are cleared.
local function clear_bucket(key, epoch)
  local packed = struct.pack('>I8', epoch)
  redis.call('SET', key,
      NO_INVALIDATIONS:sub(1, 1) .. packed .. packed .. packed .. NO_INVALIDATIONS:sub(26))
end

-- Begins the invalidations of a bucket that has none.
local function begin_bucket(key)
  clear_bucket(key, next_epoch(0))
end

-- Returns the invalidations of a bucket, which begin here if there are none.
local function other_invalidations(key, head)
  if head == '' then begin_bucket(key) end
  return redis.call('GET', key)
end
