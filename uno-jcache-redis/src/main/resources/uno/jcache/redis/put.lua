-- Stores entries, whatever was stored before.
--
-- KEYS[1]      the invalidations of the bucket
-- KEYS[2...]   the entries
-- ARGV[1]      the epoch of the new entries, 8 bytes
-- ARGV[2]      the new entries up to the deadline
-- ARGV[3]      their deadline if they are created, 8 bytes
-- ARGV[4]      the bytes between the deadline and the value
-- ARGV[5]      their time to live in milliseconds, or '' if they are eternal
-- ARGV[6]      the time in milliseconds if live entries keep their deadline, or ''
-- ARGV[7]      the channel
-- ARGV[8]      the message
-- then         the value of each entry
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if they were stored, or the invalidations of the bucket if these have another epoch.
--#include fence
--#include invalidations
local call = redis.call
local bucket, epoch = KEYS[1], ARGV[1]
local before_deadline, created_deadline, after_deadline = ARGV[2], ARGV[3], ARGV[4]
local created_life, now = ARGV[5], tonumber(ARGV[6])
local channel, message = ARGV[7], ARGV[8]
local FIRST = 9

local function value(i) return ARGV[FIRST + i - 2] end

local head = call('GETRANGE', bucket, 1, 16)
if #head < 16 or head:sub(1, 8) ~= epoch then
  return other_invalidations(bucket, head)
end

local cleared = struct.unpack('>I8', head, 9)
call('PUBLISH', channel, message)
for i = 2, #KEYS do
  local deadline, life, keep_life = created_deadline, created_life, false
  local old = now and call('GETRANGE', KEYS[i], 1, 32) or ''
  if #old == 32 then
    local old_epoch, _, policy, limit = struct.unpack('>I8I8i8i8', old)
    if policy > now and limit > now and old_epoch >= cleared then
      deadline = old:sub(17, 24)
      keep_life = limit >= policy
      life = ''
      if not keep_life and policy < 9e15 then
        life = string.format('%.0f', policy - now + GRACE_MILLIS)
      end
    end
  end
  local entry = before_deadline .. deadline .. after_deadline .. value(i)
  if keep_life then
    call('SET', KEYS[i], entry, 'KEEPTTL')
  elseif life == '' then
    call('SET', KEYS[i], entry)
  else
    call('SET', KEYS[i], entry, 'PX', life)
  end
end
return 1
