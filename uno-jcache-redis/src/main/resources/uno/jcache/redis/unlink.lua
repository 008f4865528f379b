-- Removes a key.
--
-- KEYS[1]      the key
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if there was one, else 0.
--#include fence
return redis.call('UNLINK', KEYS[1])
