-- Replaces the entries that the caller saw: all of them, or none.
--
-- KEYS[1]      the invalidations of the bucket
-- KEYS[2...]   the entries
-- ARGV[1]      the epoch under which the caller decided, 8 bytes
-- ARGV[2]      the version of the new entries, 8 bytes
-- ARGV[3]      the channel
-- ARGV[4]      the message
-- then for each entry:
--              the version that the caller saw, or '' if it saw none
--              the new entry, or '' to remove it
--              its time to live in milliseconds, or '' if it is eternal
-- ARGV[#ARGV]  until when this may take effect
--
-- Returns 1 if all were replaced, also by an earlier attempt; 0 if one key has another entry; or the
-- invalidations of the bucket if these have another epoch. If a bucket has no invalidations, they are
-- created for a single new entry.
--#include fence
--#include invalidations
local call = redis.call
local bucket, epoch, new_version, channel, message = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local FIRST, PER_ENTRY = 5, 3

local function seen_version(i) return ARGV[FIRST + (i - 2) * PER_ENTRY] end
local function new_entry(i) return ARGV[FIRST + (i - 2) * PER_ENTRY + 1] end
local function time_to_live(i) return ARGV[FIRST + (i - 2) * PER_ENTRY + 2] end

-- Returns the version of an entry that was not cleared, or ''.
local function version(key, cleared)
  local head = call('GETRANGE', key, 1, 16)
  if #head == 16 and struct.unpack('>I8', head) >= cleared then
    return head:sub(9)
  end
  return ''
end

local begun
local head = call('GETRANGE', bucket, 1, 16)
if head == '' and seen_version(2) == '' and #KEYS == 2 then
  begin_bucket(bucket)
  head = call('GETRANGE', bucket, 1, 16)
  begun = head:sub(1, 8)
elseif #head < 16 or head:sub(1, 8) ~= epoch then
  return head == '' and 0 or call('GET', bucket)
end

local cleared = struct.unpack('>I8', head, 9)
local left = {}
for i = 2, #KEYS do
  local found = version(KEYS[i], cleared)
  if found == seen_version(i) then
    left[#left + 1] = i
  elseif found == '' or found ~= new_version then
    return 0
  end
end

if #left > 0 then
  call('PUBLISH', channel, message)
end
for _, i in ipairs(left) do
  local entry, life = new_entry(i), time_to_live(i)
  if entry == '' then
    call('UNLINK', KEYS[i])
  else
    if begun then entry = entry:sub(1, 1) .. begun .. entry:sub(10) end
    if life == '' then
      call('SET', KEYS[i], entry)
    else
      call('SET', KEYS[i], entry, 'PX', life)
    end
  end
end
return 1
