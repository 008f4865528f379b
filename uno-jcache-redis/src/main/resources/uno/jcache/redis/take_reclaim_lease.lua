-- Takes the lease that lets one process at a time scan the region to remove entries. Its key has the
-- token of the process that has the lease, or 'D' and the epoch up to which cleared entries are
-- removed.
--
-- KEYS[1]      the lease
-- ARGV[1]      the caller's token, which begins with 'L'
-- ARGV[2]      for how long, in milliseconds
-- ARGV[3]      the epoch of the last clear whose entries must be removed, or ''
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if the caller has the lease, 0 if another process has it, and 2 if the entries of that
-- clear are already removed.
--#include fence
local key, token, life, cleared = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local TAKEN, HELD, ALREADY_DONE = 1, 0, 2

local found = redis.call('GET', key) or ''
local kind = found:sub(1, 1)
if kind == 'L' and found ~= token then
  return HELD
elseif kind == 'D' and cleared ~= '' and tonumber(found:sub(2)) >= tonumber(cleared) then
  return ALREADY_DONE
end
redis.call('SET', key, token, 'PX', life)
return TAKEN
