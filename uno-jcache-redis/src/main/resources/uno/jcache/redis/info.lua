-- Returns what the server says of itself, or '' where the user may not ask.
--
-- KEYS[1]  any key: a cluster runs the script on the server that has it
local info = redis.pcall('INFO', 'server')
return type(info) == 'string' and info or ''
