/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a script.
 *
 * @param keys at least one; all are in one slot
 * @param arguments but for the one that {@link Node#fenced} adds
 * @param <A> what the script answers
 */
record ScriptCall<A extends @Nullable Object>(
    Script<A> script, List<String> keys, List<byte[]> arguments) {
  /** Returns a call for one key, without arguments. */
  static <A extends @Nullable Object> ScriptCall<A> of(Script<A> script, String key) {
    return new ScriptCall<>(script, List.of(key), List.of());
  }

  /** Returns the same with one argument more. */
  ScriptCall<A> plus(byte[] argument) {
    List<byte[]> more = new ArrayList<>(arguments.size() + 1);
    more.addAll(arguments);
    more.add(argument);
    return new ScriptCall<>(script, keys, more);
  }

  /** Returns the first key: which server has it, has all. */
  String place() {
    return keys.get(0);
  }

  /** Returns how many bytes the arguments have, most of which are the value. */
  int bytes() {
    int bytes = 0;
    for (byte[] argument : arguments) {
      bytes += argument.length;
    }
    return bytes;
  }
}
