/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys whose changes by this process were sent and not answered. They may take effect at any
 * time, long after this process has read what was there before. So where the message of one comes,
 * it is heeded as if it were another's.
 */
final class Unanswered {
  private static final int MAXIMUM = 10_000;

  private final Set<ByteBuffer> keys = ConcurrentHashMap.newKeySet();

  /** Whether there were too many, or a change of all: from then on, each may be one. */
  private volatile boolean all;

  void add(byte[] key) {
    if (keys.size() < MAXIMUM) {
      keys.add(ByteBuffer.wrap(key.clone()));
    } else {
      addAll();
    }
  }

  void addAll() {
    all = true;
  }

  /** Returns whether a message about a change of a key may be of one that was not answered. */
  boolean remove(byte[] key) {
    return all || (!keys.isEmpty() && keys.remove(ByteBuffer.wrap(key)));
  }

  /** Returns whether each message may be of one that was not answered. */
  boolean isAll() {
    return all;
  }
}
