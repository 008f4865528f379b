-- Runs another script several times, each time with its own keys and arguments. If one run fails,
-- the others still run.
--
-- KEYS     the keys of all runs, one run after the other
-- ARGV[1]  how many keys each run has
-- ARGV[2]  how many arguments each run has
-- then     the arguments of all runs, one run after the other
--
-- Returns for each run 1 and its result, or 0 and its error message.
local function run(KEYS, ARGV)
--#body
end
local key_count, argument_count = tonumber(ARGV[1]), tonumber(ARGV[2])
local answers, keys, arguments = {}, {}, {}
for i = 0, #KEYS / key_count - 1 do
  for j = 1, key_count do keys[j] = KEYS[i * key_count + j] end
  for j = 1, argument_count do arguments[j] = ARGV[2 + i * argument_count + j] end
  local done, answer = pcall(run, keys, arguments)
  if not done then
    answer = type(answer) == 'table' and answer.err or tostring(answer)
  end
  answers[2 * i + 1] = done and 1 or 0
  answers[2 * i + 2] = answer
end
return answers
