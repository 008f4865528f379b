-- Tries what changes do: sets a key for a second, and publishes an empty message.
--
-- KEYS[1]  a key that holds nothing
-- ARGV[1]  the channel
--
-- Returns what the server says of itself, or '' where the user may not ask.
local probe, channel = KEYS[1], ARGV[1]
redis.call('SET', probe, '', 'PX', '1000')
redis.call('PUBLISH', channel, '')
--#include info
