-- Moves the deadlines of the entry that the caller saw.
--
-- KEYS[1]      the entry
-- ARGV[1]      the version that the caller saw, 8 bytes
-- ARGV[2]      the deadline by the policy and the limit, 16 bytes
-- ARGV[3]      the time to live in milliseconds, or '' if the entry is eternal
-- ARGV[4]      the channel
-- ARGV[5]      the message, or '' to notify nobody
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if it was done, else 0.
--#include fence
local call = redis.call
local key, seen_version, deadlines, life = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local channel, message = ARGV[4], ARGV[5]

if call('GETRANGE', key, 9, 16) ~= seen_version then
  return 0
end
call('SETRANGE', key, 17, deadlines)
if life == '' then
  call('PERSIST', key)
else
  call('PEXPIRE', key, life)
end
if message ~= '' then
  call('PUBLISH', channel, message)
end
return 1
