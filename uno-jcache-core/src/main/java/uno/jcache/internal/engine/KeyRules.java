/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import uno.jcache.internal.engine.event.EntryChange;

/**
 * What the invalidation rules say of the keys of one cache. Asked by each operation that stores,
 * and so quick where there is no rule for a key.
 */
public interface KeyRules {
  /** Returns whether there is a rule that limits the life of this key, or waits for its change. */
  boolean concern(Object key);

  /**
   * Returns how long an entry of this key may live, in milliseconds; {@link Long#MAX_VALUE} where
   * no rule says.
   *
   * @param writtenAt when it is stored, in milliseconds since the epoch: jitter depends on that
   */
  long limit(Object key, long writtenAt);

  /** Returns whether there is a rule that limits the life of any key. */
  boolean limitLives();

  /** Returns what stands for the rules as they are now: another object when they have changed. */
  Object stamp();

  /** Returns whether there is a rule that waits for a change of any key. */
  boolean awaitChanges();

  /**
   * Told of what happened to an entry, after it has and its listeners were told; by a thread that
   * may hold the lock of the key.
   *
   * @throws RuntimeException of a listener that was told of what this led to
   */
  void changed(Object key, EntryChange change);
}
