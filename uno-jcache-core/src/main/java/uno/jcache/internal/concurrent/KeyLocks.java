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
  private final ConcurrentMap<K, KeyLock> held = new ConcurrentHashMap<>();

  /** Returns whether no lock is held. */
  public boolean isIdle() {
    return held.isEmpty();
  }

  /**
   * Takes the lock for a key, after those who hold it.
   *
   * @return what to {@link #release}, or null where the caller goes without the lock because
   *     waiting would never end (see {@link Claim})
   */
  public @Nullable KeyLock acquire(K key) {
    KeyLock mine = new KeyLock();
    while (true) {
      KeyLock other = held.putIfAbsent(key, mine);
      if (other == null) {
        return mine;
      } else if (other.isMine()) {
        other.enterAgain();
        return other;
      } else if (!other.await()) {
        return null;
      }
      held.remove(key, other); // its owner has done that, unless the key would not be found
    }
  }

  /** Gives back what {@link #acquire} returned for the key. */
  public void release(K key, @Nullable KeyLock lock) {
    if (lock != null && lock.leave()) {
      try {
        held.remove(key, lock);
      } finally { // a key of the application's may throw when it is compared
        lock.end();
      }
    }
  }

  /** Returns whether the calling thread is in the midst of a decision, whatever the key. */
  public boolean isDeciding() {
    return held.values().stream().anyMatch(lock -> lock.isMine() && lock.isDeciding());
  }

  /** Returns whether the calling thread is in the midst of deciding what becomes of this key. */
  public boolean isDeciding(K key) {
    KeyLock lock = held.get(key);
    return lock != null && lock.isMine() && lock.isDeciding();
  }
}
