-- Checks that changes are possible: sets a key for a second, and publishes an empty message.
--
-- KEYS[1]  a key without a value
-- ARGV[1]  the channel
--
-- Returns the server's time in milliseconds, and some lines of its INFO if the user has the
-- permission for it.
local probe, channel = KEYS[1], ARGV[1]
redis.call('SET', probe, '', 'PX', '1000')
redis.call('PUBLISH', channel, '')
local wanted = {redis_version = true, maxmemory = true, maxmemory_policy = true, aof_enabled = true}
local time = redis.call('TIME')
local lines = {string.format('time:%.0f', time[1] * 1000 + math.floor(time[2] / 1000))}
for _, section in ipairs({'server', 'memory', 'persistence'}) do
  local info = redis.pcall('INFO', section)
  if type(info) == 'string' then
    for name, value in info:gmatch('([%w_]+):([^\r\n]*)') do
      if wanted[name] then
        lines[#lines + 1] = name .. ':' .. value
      end
    end
  end
end
return table.concat(lines, '\n')
