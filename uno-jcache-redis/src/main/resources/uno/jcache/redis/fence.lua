-- Ends a script that is too late. So it takes effect in time or never, even if the network delayed
-- it or the server was paused.
--
-- ARGV[#ARGV]  until when the script may take effect, in microseconds by the server's clock
--
-- Returns the server's time, as TIME does, if it is later.
do
  local latest = tonumber(ARGV[#ARGV])
  local time = redis.call('TIME')
  if time[1] * 1000000 + time[2] > latest then return time end
end
