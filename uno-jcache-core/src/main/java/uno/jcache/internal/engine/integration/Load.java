/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.integration;

import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Claim;
import uno.jcache.internal.store.LoadLease;

/**
 * The load of one key by one thread; other threads wait for its result. Holds the value in its
 * stored form, so that each caller gets its own copy if the cache stores by value.
 *
 * @param <K> the type of the key
 */
public final class Load<K> extends Claim {
  private final K key;
  private final long timeToLive;
  private @Nullable Object loaded;
  private @Nullable Throwable failure;
  private @Nullable LoadLease<Object> lease;
  private boolean stored;
  private volatile boolean superseded;

  Load(K key, long timeToLive) {
    this.key = key;
    this.timeToLive = timeToLive;
  }

  /** Returns how long the loaded value lives, in milliseconds; 0 if the expiry policy applies. */
  public long timeToLive() {
    return timeToLive;
  }

  /** Returns the key. */
  public K key() {
    return key;
  }

  /** Sets the lease that was taken when the load began. */
  public void begin(LoadLease<Object> lease) {
    this.lease = lease;
  }

  /** Returns the lease that was taken when the load began; null if it has not begun. */
  public @Nullable LoadLease<Object> lease() {
    return lease;
  }

  /** Sets whether the loaded value is stored. */
  public void setStored(boolean stored) {
    this.stored = stored;
  }

  /** Returns whether the loaded value is stored. */
  public boolean isStored() {
    return stored;
  }

  void succeed(@Nullable Object stored) {
    loaded = stored;
  }

  void fail(Throwable e) {
    failure = e;
  }

  /** Marks the load as superseded: the entry has changed, and the loaded value may be stale. */
  void supersede() {
    superseded = true;
  }

  /** Returns whether the loaded value may be older than a change of the entry. */
  public boolean isSuperseded() {
    return superseded;
  }

  /** Returns the loaded value, after the end; null if the loader has none. */
  @Nullable Object result() {
    if (failure != null) {
      throw new CacheLoaderException(
          "The load that this thread waited for failed: " + failure.getMessage(), failure);
    }
    return loaded;
  }
}
