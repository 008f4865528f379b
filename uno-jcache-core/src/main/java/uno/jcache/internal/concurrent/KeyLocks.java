/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes operations on one key exclude each other, for those that call user code or publish events;
 * those that do neither go without. A lock exists only while it is held. A thread may take a lock
 * again that it holds. Nothing here pins a virtual thread.
 *
 * @param <K> the type of keys
 */
public final class KeyLocks<K> {
  private final ConcurrentMap<K, Claim> held = new ConcurrentHashMap<>();

  /** Returns whether no lock is held. */
  public boolean isIdle() {
    return held.isEmpty();
  }

  /**
   * Takes the lock for a key, after those who hold it.
   *
   * @return what to {@link #release}, or null where the caller already holds the lock, or goes
   *     without it because waiting would never end (see {@link Claim})
   */
  public @Nullable Claim acquire(K key) {
    Claim mine = new Claim();
    while (true) {
      Claim other = held.putIfAbsent(key, mine);
      if (other == null) {
        return mine;
      } else if (other.isMine() || !other.await()) {
        return null;
      }
    }
  }

  /** Gives back what {@link #acquire} returned for the key. */
  public void release(K key, @Nullable Claim claim) {
    if (claim != null) {
      held.remove(key, claim);
      claim.end();
    }
  }
}
