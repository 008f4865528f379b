/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Invalidations;

/**
 * What the server does by itself, each in one step. All keys of one are in one slot.
 *
 * <p>They know the places of {@link RedisEntry}, and of {@link Invalidations#encode} the first
 * ones, and that the last one declared is at the end. Numbers of invalidations are the server's
 * time in microseconds, or one more than the last: so they are not used again where a bucket's key
 * was lost, or what a replica had not heard of, and Lua can count them.
 *
 * <p>All that change anything have one more argument, the last: until when they may take effect, by
 * the server's clock ({@link ServerClock}).
 */
final class Scripts {
  private Scripts() {}

  private static final Map<String, String> SEVERAL = new ConcurrentHashMap<>();

  /**
   * Does nothing if the server's time is later than the last argument says, in microseconds, and
   * returns the time instead: so that what was sent takes effect in time or never, also where a
   * network held it, or the server stood still.
   */
  private static final String FENCE =
      """
      local time = redis.call('TIME')
      if time[1] * 1000000 + time[2] > tonumber(ARGV[#ARGV]) then return time end
      """;

  private static String fenced(String script) {
    return FENCE + script;
  }

  /** Returns whether a script has one argument more: until when it may take effect. */
  static boolean isFenced(String script) {
    return script.startsWith(FENCE);
  }

  /** Returns the server's time in microseconds, if a script did nothing as it came too late. */
  static OptionalLong late(@Nullable Object answer) {
    return (answer instanceof List<?> time
            && time.size() == 2
            && time.get(0) instanceof byte[]
            && time.get(1) instanceof byte[])
        ? OptionalLong.of(micros(time))
        : OptionalLong.empty();
  }

  /** Returns the time in microseconds that the command TIME returned. */
  static long micros(List<?> time) {
    return number(time.get(0)) * 1_000_000 + number(time.get(1));
  }

  private static long number(Object digits) {
    return Long.parseLong(new String((byte[]) digits, US_ASCII));
  }

  /**
   * Returns a script that does what another does, several times: the keys and arguments of all,
   * after the numbers of both that one has.
   *
   * <p>Returns for each whether it did, 1 or 0, and what it returned or why it failed.
   */
  static String several(String script) {
    return SEVERAL.computeIfAbsent(
        script,
        one ->
            "local function one(KEYS, ARGV)\n"
                + one
                + """

                  end
                  local k, a = tonumber(ARGV[1]), tonumber(ARGV[2])
                  local answers, keys, arguments = {}, {}, {}
                  for i = 0, #KEYS / k - 1 do
                    for j = 1, k do keys[j] = KEYS[i * k + j] end
                    for j = 1, a do arguments[j] = ARGV[2 + i * a + j] end
                    local done, answer = pcall(one, keys, arguments)
                    if not done then
                      answer = type(answer) == 'table' and answer.err or tostring(answer)
                    end
                    answers[2 * i + 1] = done and 1 or 0
                    answers[2 * i + 2] = answer
                  end
                  return answers
                  """);
  }

  /**
   * Returns what the server tells of itself; nothing where the user may not ask.
   *
   * <p>Keys: any of ours, as a cluster has to know where to run it.
   */
  static final String INFO =
      """
      local info = redis.pcall('INFO', 'server')
      return type(info) == 'string' and info or ''
      """;

  /**
   * Does for a moment what changes do, and returns what {@link #INFO} does.
   *
   * <p>Keys: one that holds nothing. Arguments: the channel.
   */
  static final String CHECK =
      """
      redis.call('SET', KEYS[1], '', 'PX', '1000')
      redis.call('PUBLISH', ARGV[1], '')
      """
          + INFO;

  /** Returns the number after another. */
  private static final String AFTER =
      """
      local function after(number)
        local time = redis.call('TIME')
        return math.max(number + 1, time[1] * 1000000 + time[2])
      end
      """;

  /** The invalidations that nobody declared, as Lua writes them. */
  private static final String NONE = literal(Invalidations.NONE.encode());

  private static String literal(byte[] bytes) {
    StringBuilder text = new StringBuilder("'");
    for (byte each : bytes) {
      text.append(String.format("\\%03d", each & 0xff));
    }
    return text.append('\'').toString();
  }

  /** Makes the invalidations of a bucket that has none yet. */
  private static final String BEGIN =
      AFTER
          + "local none = "
          + NONE
          + """

            local function begin(place)
              local number = struct.pack('>I8', after(0))
              redis.call('SET', place,
                  none:sub(1, 1) .. number .. number .. number .. none:sub(26))
            end
            """;

  /** Begins the invalidations where there are none, and returns those that there are. */
  private static final String OTHERS =
      BEGIN
          + """
            if head == '' then begin(KEYS[1]) end
            return redis.call('GET', KEYS[1])
            """;

  /** Returns the version of an entry that was not cleared; or nothing. */
  private static final String VERSION =
      """
      local function version(place, cleared)
        local head = redis.call('GETRANGE', place, 1, 16)
        if #head == 16 and struct.unpack('>I8', head) >= cleared then
          return head:sub(9)
        end
        return ''
      end
      """;

  /**
   * Puts entries in the places of what was seen: all of them, or none.
   *
   * <p>Keys: the invalidations, and the entries. Arguments: the number by which was judged what was
   * seen; the version of the new entries; the channel and the message; and for each entry, the
   * version that was seen, or nothing; the new entry, or nothing to remove it; its time to live in
   * milliseconds, or nothing.
   *
   * <p>Returns 1 if it was done, also by an earlier attempt; 0 if there is another entry in one of
   * the places; and the invalidations if there are other ones. A bucket that has none begins them,
   * for a single entry.
   */
  static final String REPLACE =
      fenced(
          VERSION
              + """
            local call, begun, left = redis.call, nil, {}
            local head = call('GETRANGE', KEYS[1], 1, 16)
            if head == '' and ARGV[5] == '' and #KEYS == 2 then
            """
              + BEGIN
              + """
              begin(KEYS[1])
              head = call('GETRANGE', KEYS[1], 1, 16)
              begun = head:sub(1, 8)
            elseif #head < 16 or head:sub(1, 8) ~= ARGV[1] then
              return head == '' and 0 or call('GET', KEYS[1])
            end
            local cleared = struct.unpack('>I8', head, 9)
            for i = 2, #KEYS do
              local there = version(KEYS[i], cleared)
              if there == ARGV[3 * i - 1] then
                left[#left + 1] = i
              elseif there == '' or there ~= ARGV[2] then
                return 0
              end
            end
            if #left > 0 then
              call('PUBLISH', ARGV[3], ARGV[4])
            end
            for _, i in ipairs(left) do
              local entry, life = ARGV[3 * i], ARGV[3 * i + 1]
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
            """);

  /**
   * Puts entries whatever is there.
   *
   * <p>Keys: the invalidations, and the entries. Arguments: the number of the new entries; what
   * they begin with, up to the deadline; their deadline as creations; what is between that and the
   * value; their time to live in milliseconds, or nothing; the time, if the deadlines by the policy
   * of entries that are live are kept, or nothing; the channel and the message; and for each entry,
   * the value.
   *
   * <p>Returns 1 if it was done, and the invalidations if there are other ones.
   */
  static final String PUT =
      fenced(
          """
      local call = redis.call
      local head = call('GETRANGE', KEYS[1], 1, 16)
      if #head < 16 or head:sub(1, 8) ~= ARGV[1] then
      """
              + OTHERS
              + """
            end
            local now, cleared = tonumber(ARGV[6]), struct.unpack('>I8', head, 9)
            call('PUBLISH', ARGV[7], ARGV[8])
            for i = 2, #KEYS do
              local deadline, life, kept = ARGV[3], ARGV[5], false
              local old = now and call('GETRANGE', KEYS[i], 1, 32) or ''
              if #old == 32 then
                local number, _, policy, limit = struct.unpack('>I8I8i8i8', old)
                if policy > now and limit > now and number >= cleared then
                  deadline = old:sub(17, 24)
                  kept = limit >= policy
                  life = ''
                  if not kept and policy < 9e15 then
                    life = string.format('%.0f', policy - now + GRACE)
                  end
                end
              end
              local entry = ARGV[2] .. deadline .. ARGV[4] .. ARGV[7 + i]
              if kept then
                call('SET', KEYS[i], entry, 'KEEPTTL')
              elseif life == '' then
                call('SET', KEYS[i], entry)
              else
                call('SET', KEYS[i], entry, 'PX', life)
              end
            end
            return 1
            """
                  .replace("GRACE", Long.toString(RedisByteStore.GRACE)));

  /**
   * Removes entries, and marks, whatever is there.
   *
   * <p>Keys: the invalidations, and the entries. Arguments: the number by which is judged what is
   * there; the time; the channel and the message. Others are told in any case: what was evicted
   * here they may still have.
   *
   * <p>Returns for each what there was: 0 for no entry, 1 for one whose deadline had passed, 2 for
   * a live one; and the invalidations if there are other ones.
   */
  static final String REMOVE =
      fenced(
          """
      local call, found = redis.call, {}
      local head = call('GETRANGE', KEYS[1], 1, 16)
      if #head < 16 or head:sub(1, 8) ~= ARGV[1] then
      """
              + OTHERS
              + """
            end
            local now, cleared = tonumber(ARGV[2]), struct.unpack('>I8', head, 9)
            call('PUBLISH', ARGV[3], ARGV[4])
            for i = 2, #KEYS do
              local old, what = call('GETRANGE', KEYS[i], 0, 32), 0
              if #old == 33 and old:byte() ~= MARK then
                local number, _, policy, limit = struct.unpack('>I8I8i8i8', old, 2)
                if number >= cleared then
                  what = (policy > now and limit > now) and 2 or 1
                end
              end
              if old ~= '' then
                call('UNLINK', KEYS[i])
              end
              found[i - 1] = what
            end
            return found
            """
                  .replace("MARK", Integer.toString(RedisEntry.MARK)));

  /**
   * Leaves a mark where there is no entry.
   *
   * <p>Keys: the invalidations, the entry. Arguments: the number of the mark; the mark; its time to
   * live in milliseconds.
   *
   * <p>Returns 1 if it was done, 0 if there is something, and the invalidations if there are other
   * ones.
   */
  static final String MARK =
      fenced(
          """
      local head = redis.call('GETRANGE', KEYS[1], 1, 16)
      if head:sub(1, 8) ~= ARGV[1] then
      """
              + OTHERS
              + """
            end
            local number = redis.call('GETRANGE', KEYS[2], 1, 8)
            if redis.call('EXISTS', KEYS[2]) == 1
                and (#number < 8
                    or struct.unpack('>I8', number) >= struct.unpack('>I8', head, 9)) then
              return 0
            end
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
            return 1
            """);

  /** Returns the value of a key. */
  static final String GET = "return redis.call('GET', KEYS[1])";

  /** Returns an entry without its value; of what is none, something shorter. */
  static final String HEAD =
      "local head = redis.pcall('GETRANGE', KEYS[1], 0, "
          + (RedisEntry.HEADER - 1)
          + ") return type(head) == 'string' and head or ''";

  /**
   * Moves the deadline of the entry that was seen.
   *
   * <p>Keys: the entry. Arguments: the version that was seen; the two deadlines; the time to live
   * in milliseconds, or nothing; the channel, and the message, or nothing. Returns whether it was
   * done.
   */
  static final String TOUCH =
      fenced(
          """
      if redis.call('GETRANGE', KEYS[1], 9, 16) ~= ARGV[1] then
        return 0
      end
      redis.call('SETRANGE', KEYS[1], 17, ARGV[2])
      if ARGV[3] == '' then
        redis.call('PERSIST', KEYS[1])
      else
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
      end
      if ARGV[5] ~= '' then
        redis.call('PUBLISH', ARGV[4], ARGV[5])
      end
      return 1
      """);

  /**
   * Removes what is no entry.
   *
   * <p>Keys: the entry. Arguments: what was found. Returns whether it was done.
   */
  static final String DROP =
      fenced(
          """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('UNLINK', KEYS[1])
      end
      return 0
      """);

  /** Removes a key. Returns whether there was one. */
  static final String UNLINK = fenced("return redis.call('UNLINK', KEYS[1])");

  /**
   * Removes what is no text, and so cannot be ours, but is in the way.
   *
   * <p>Keys: the place. Returns whether it was done.
   */
  static final String MAKE_WAY =
      fenced(
          """
      local type = redis.call('TYPE', KEYS[1]).ok
      if type ~= 'string' and type ~= 'none' then
        return redis.call('UNLINK', KEYS[1])
      end
      return 0
      """);

  /**
   * Removes an entry that was cleared.
   *
   * <p>Keys: the invalidations, the entry. Returns whether it was done.
   */
  static final String RECLAIM =
      fenced(
          """
      local head = redis.call('GETRANGE', KEYS[1], 1, 16)
      local number = redis.call('GETRANGE', KEYS[2], 1, 8)
      if #number == 8 and #head == 16
          and struct.unpack('>I8', number) < struct.unpack('>I8', head, 9) then
        return redis.call('UNLINK', KEYS[2])
      end
      return 0
      """);

  /**
   * Takes the lease of who looks at all entries.
   *
   * <p>Keys: where the lease is. Arguments: who wants it; for how long, in milliseconds; the number
   * up to which was cleared, or nothing. Returns 1 if it was taken, 0 if somebody has it, and 2 if
   * what was cleared up to this number is gone.
   */
  static final String TAKE =
      fenced(
          """
      local there = redis.call('GET', KEYS[1]) or ''
      local kind = there:sub(1, 1)
      if kind == 'L' and there ~= ARGV[1] then
        return 0
      elseif kind == 'D' and ARGV[3] ~= '' and tonumber(there:sub(2)) >= tonumber(ARGV[3]) then
        return 2
      end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      return 1
      """);

  /** Renews that lease. Keys: where it is. Arguments: whose it is; for how long. */
  static final String RENEW =
      fenced(
          """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
      end
      return 0
      """);

  /**
   * Gives that lease back.
   *
   * <p>Keys: where it is. Arguments: whose it is; the number up to which what was cleared is gone,
   * or nothing. The number is kept for an hour.
   */
  static final String GIVE_BACK =
      fenced(
          """
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          elseif ARGV[2] == '' then
            return redis.call('UNLINK', KEYS[1])
          end
          redis.call('SET', KEYS[1], 'D' .. ARGV[2], 'EX', 3600)
          return 1
          """);

  /**
   * Clears a bucket.
   *
   * <p>Keys: the invalidations. Arguments: the channel and the message. Returns the invalidations
   * that there are.
   */
  static final String CLEAR =
      fenced(
          BEGIN
              + """
            local head = redis.call('GETRANGE', KEYS[1], 0, 8)
            if #head < 9 or head:sub(1, 1) ~= none:sub(1, 1) then
              begin(KEYS[1])
            else
              local number = struct.pack('>I8', after(struct.unpack('>I8', head, 2)))
              redis.call('SET', KEYS[1],
                  none:sub(1, 1) .. number .. number .. number .. none:sub(26))
            end
            redis.call('PUBLISH', ARGV[1], ARGV[2])
            return redis.call('GET', KEYS[1])
            """);

  /**
   * Declares an invalidation of a bucket: moves the last number, counts one more, and appends it.
   *
   * <p>Keys: the invalidations. Arguments: the new one without its number; the last number that is
   * known; the channel and the message. Returns the number that it has; or if that does not follow
   * the known one, all there are; or 0 if what is there is none.
   */
  static final String DECLARE =
      fenced(
          BEGIN
              + """
            local head = redis.call('GETRANGE', KEYS[1], 0, 28)
            if head == '' then
              begin(KEYS[1])
              head = redis.call('GETRANGE', KEYS[1], 0, 28)
            elseif #head < 29 or head:sub(1, 1) ~= none:sub(1, 1) then
              return 0
            end
            local last = head:sub(2, 9)
            local number = after(struct.unpack('>I8', last))
            local packed = struct.pack('>I8', number)
            local count = struct.pack('>I4', struct.unpack('>I4', head, 26) + 1)
            redis.call('SETRANGE', KEYS[1], 1, packed)
            redis.call('SETRANGE', KEYS[1], 25, count)
            redis.call('APPEND', KEYS[1], packed .. ARGV[1])
            redis.call('PUBLISH', ARGV[3], ARGV[4])
            return last == ARGV[2] and number or redis.call('GET', KEYS[1])
            """);

  /**
   * Replaces the invalidations of a bucket by the same, but for that one is reclaimed.
   *
   * <p>Keys: the invalidations. Arguments: those that were seen, and the next. Returns whether it
   * was done.
   */
  static final String RECLAIMED =
      fenced(
          """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then
        return 0
      end
      redis.call('SET', KEYS[1], ARGV[2])
      return 1
      """);
}
