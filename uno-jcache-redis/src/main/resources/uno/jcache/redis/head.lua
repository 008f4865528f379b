-- Returns the header of an entry. If the value is not an entry, the result is shorter, or ''.
--
-- KEYS[1]  the entry
--#include constants
local head = redis.pcall('GETRANGE', KEYS[1], 0, HEADER_LENGTH - 1)
return type(head) == 'string' and head or ''
