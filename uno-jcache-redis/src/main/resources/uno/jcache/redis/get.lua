-- Returns the value of a key, or nil.
--
-- KEYS[1]  the key
return redis.call('GET', KEYS[1])
