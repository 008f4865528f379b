-- Ends a script that comes too late, so that it takes effect in time or never, also where a network
-- held it back or the server stood still.
--
-- ARGV[#ARGV]  until when the script may take effect, in microseconds by the server's clock
--
-- Returns the server's time, as TIME does, if it is later than that.
do
  local latest = tonumber(ARGV[#ARGV])
  local time = redis.call('TIME')
  if time[1] * 1000000 + time[2] > latest then return time end
end
