/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import uno.jcache.spi.StoredEntry;

/**
 * A value with a deadline. Its identity stands for one version of the entry: a changed value is a
 * new instance, and a compare-and-set compares instances. Only the deadline moves in place.
 */
final class MemoryEntry<V> implements StoredEntry<V> {
  private static final VarHandle EXPIRES_AT;

  static {
    try {
      EXPIRES_AT = MethodHandles.lookup().findVarHandle(MemoryEntry.class, "expiresAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final V value;

  @SuppressWarnings("UnusedVariable") // used through EXPIRES_AT
  private long expiresAt;

  MemoryEntry(V value, long expiresAt) {
    this.value = value;
    this.expiresAt = expiresAt;
  }

  @Override
  public V value() {
    return value;
  }

  @Override
  public long expiresAt() {
    return (long) EXPIRES_AT.getOpaque(this);
  }

  /** Moves the deadline. Of two moves at one time, one is lost, as if it had come first. */
  void expiresAt(long moved) {
    EXPIRES_AT.setOpaque(this, moved);
  }
}
