-- Removes a key of another type, such as a list or a hash: it is not an entry, and other scripts fail
-- on it.
--
-- KEYS[1]      the key
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was removed, 0 if the key holds a string or nothing.
--#include fence
local type = redis.call('TYPE', KEYS[1]).ok
if type ~= 'string' and type ~= 'none' then
  return redis.call('UNLINK', KEYS[1])
end
return 0
