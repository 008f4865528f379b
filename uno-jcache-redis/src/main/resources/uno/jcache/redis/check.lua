-- Checks that changes are possible: sets a key for a second, and publishes an empty message.
--
-- KEYS[1]  a key without a value
-- ARGV[1]  the channel
--
-- Returns the INFO of the server, or '' if the user has no permission for it.
local probe, channel = KEYS[1], ARGV[1]
redis.call('SET', probe, '', 'PX', '1000')
redis.call('PUBLISH', channel, '')
--#include info
