/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a script.
 *
 * @param keys at least one; all are in one slot
 * @param arguments all but the one that {@link Node#fenced} adds
 * @param <A> the type of the script's result
 */
record ScriptCall<A extends @Nullable Object>(
    Script<A> script, List<String> keys, List<byte[]> arguments) {
  /** Returns a call for one key, without arguments. */
  static <A extends @Nullable Object> ScriptCall<A> of(Script<A> script, String key) {
    return new ScriptCall<>(script, List.of(key), List.of());
  }

  /** Returns a copy with one more argument. */
  ScriptCall<A> plus(byte[] argument) {
    List<byte[]> more = new ArrayList<>(arguments.size() + 1);
    more.addAll(arguments);
    more.add(argument);
    return new ScriptCall<>(script, keys, more);
  }

  /** Returns the first key. All keys of a call are on the same server. */
  String redisKey() {
    return keys.get(0);
  }

  /** Returns the number of bytes of the arguments, most of which are the value. */
  int bytes() {
    int bytes = 0;
    for (byte[] argument : arguments) {
      bytes += argument.length;
    }
    return bytes;
  }
}
