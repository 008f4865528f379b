/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.integration;

import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Claim;
import uno.jcache.internal.store.LoadLease;

/**
 * One key being loaded by one thread while others wait for what it finds. Holds the value in its
 * stored form, so that each of them takes a copy of its own where the cache stores by value.
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

  /** Returns how long the loaded value is to live, in milliseconds; 0 where the policy says. */
  public long timeToLive() {
    return timeToLive;
  }

  /** Returns the key. */
  public K key() {
    return key;
  }

  /** Takes note of what was there when the load began. */
  public void begin(LoadLease<Object> lease) {
    this.lease = lease;
  }

  /** Returns what was there when the load began. */
  public @Nullable LoadLease<Object> lease() {
    return lease;
  }

  /** Takes note of whether what was loaded is stored. */
  public void setStored(boolean stored) {
    this.stored = stored;
  }

  /** Returns whether what was loaded is stored. */
  public boolean isStored() {
    return stored;
  }

  void succeed(@Nullable Object stored) {
    loaded = stored;
  }

  void fail(Throwable e) {
    failure = e;
  }

  /** Says that the entry was changed since the load began: what was loaded may be old. */
  void supersede() {
    superseded = true;
  }

  /** Returns whether what was loaded may be older than a change of the entry. */
  public boolean isSuperseded() {
    return superseded;
  }

  /** Returns what was loaded, after the end; null where the loader has no value. */
  @Nullable Object result() {
    if (failure != null) {
      throw new CacheLoaderException(
          "The load that this thread waited for failed: " + failure.getMessage(), failure);
    }
    return loaded;
  }
}
