/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks of keys, for operations that call user code or publish events; other operations do not
 * lock. A lock exists only while it is held, and is reentrant. Does not pin virtual threads. Safe
 * for use by many threads.
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
   * Acquires the lock of a key, and waits for it.
   *
   * @return the lock to {@link #release}; null if waiting would cause a deadlock: the caller then
   *     continues without the lock (see {@link Claim})
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
      held.remove(key, other); // usually its owner has, unless the key changed its hash code
    }
  }

  /** Releases the lock that {@link #acquire} returned for the key; ignores null. */
  public void release(K key, @Nullable KeyLock lock) {
    if (lock != null && lock.leave()) {
      try {
        held.remove(key, lock);
      } finally { // the equals method of a key may throw
        lock.end();
      }
    }
  }

  /** Returns whether the calling thread is making a decision about any key. */
  public boolean isDeciding() {
    return held.values().stream().anyMatch(lock -> lock.isMine() && lock.isDeciding());
  }

  /** Returns whether the calling thread is making a decision about this key. */
  public boolean isDeciding(K key) {
    KeyLock lock = held.get(key);
    return lock != null && lock.isMine() && lock.isDeciding();
  }
}
