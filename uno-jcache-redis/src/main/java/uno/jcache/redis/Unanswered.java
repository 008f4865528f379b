/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process has changed by what it sent and had no answer to. It may take effect at any
 * time, long after this process has read what was there before. So where the message of such a
 * change comes, it is heeded as if it were another's.
 *
 * <p>Of invalidations it is remembered for good that there was one: to heed one's own costs little,
 * and there are few. One's own changes of keys are many, and each that is heeded is one less that
 * is kept near.
 */
final class Unanswered {
  private static final int MAXIMUM = 10_000;

  private final Set<ByteBuffer> keys = ConcurrentHashMap.newKeySet();

  /** Whether there were too many keys: from then on, each may be one. */
  private volatile boolean allKeys;

  private volatile boolean invalidations;

  /** A change of a key was not answered. */
  void add(byte[] key) {
    if (keys.size() < MAXIMUM) {
      keys.add(ByteBuffer.wrap(key.clone()));
    } else {
      allKeys = true;
    }
  }

  /** An invalidation, or a clear, was not answered. */
  void addInvalidation() {
    invalidations = true;
  }

  /** Returns whether a message about a change of a key may be of one that was not answered. */
  boolean remove(byte[] key) {
    return allKeys || (!keys.isEmpty() && keys.remove(ByteBuffer.wrap(key)));
  }

  /** Returns whether a message about an invalidation may be of one that was not answered. */
  boolean hasInvalidation() {
    return invalidations;
  }
}
