-- Removes a key whose value is invalid.
--
-- KEYS[1]      the key
-- ARGV[1]      the value that the caller saw
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was removed, 0 if it has another value.
--#include fence
local key, seen = KEYS[1], ARGV[1]
if redis.call('GET', key) == seen then
  return redis.call('UNLINK', key)
end
return 0
