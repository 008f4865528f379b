-- Returns the INFO of the server, or '' if the user has no permission for it.
--
-- KEYS[1]  any key: a cluster runs the script on the server that has it
local info = redis.pcall('INFO', 'server')
return type(info) == 'string' and info or ''
