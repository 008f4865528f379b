/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;

/**
 * A value with a deadline. Both change in place: a new value costs no allocation and no change of
 * the map. An entry that leaves the map is retired for good, so that a thread that still holds it
 * cannot store a value in it, which would be lost.
 *
 * <p>Changes are made under the entry's monitor, in which no user code runs. Reads take no lock:
 * writers set the deadline before the value, and readers read the value before the deadline. So a
 * reader gets a value with its own deadline or a later one.
 */
sealed class MemoryEntry<V> {
  private static final VarHandle VALUE;
  private static final VarHandle EXPIRES_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      VALUE = lookup.findVarHandle(MemoryEntry.class, "value", Object.class);
      EXPIRES_AT = lookup.findVarHandle(MemoryEntry.class, "expiresAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // used through VALUE
  private @Nullable Object value;

  @SuppressWarnings("UnusedVariable") // used through EXPIRES_AT
  private long expiresAt;

  MemoryEntry(V value, long expiresAt) {
    this.value = value;
    this.expiresAt = expiresAt;
  }

  /** Returns the value; null if the entry is retired. Must be read before the deadline. */
  @SuppressWarnings("unchecked")
  @Nullable V value() {
    return (V) VALUE.getAcquire(this);
  }

  long expiresAt() {
    return (long) EXPIRES_AT.getOpaque(this);
  }

  private void expiresAt(long moved) {
    EXPIRES_AT.setOpaque(this, moved);
  }

  /** Returns the deadline without its limit. */
  long policyDeadline() {
    return expiresAt();
  }

  /** Returns the limit of the deadline. */
  long notAfter() {
    return Expiry.NEVER;
  }

  /**
   * Moves the deadline, up to its limit. Of two concurrent moves, one is lost, as if it had been
   * the first.
   */
  void moveTo(long policyDeadline) {
    expiresAt(policyDeadline);
  }

  /** Sets the value and its deadline, unless the entry is retired or dead. */
  synchronized boolean update(V next, Expiry expiry) {
    long current = expiresAt();
    if (value() == null || !expiry.isLive(current)) {
      return false;
    }
    long moved = expiry.onUpdate(current);
    if (moved != current) {
      expiresAt(moved);
    }
    VALUE.setRelease(this, next);
    return true;
  }

  /** Sets value and deadline if the value is the expected one. */
  @SuppressWarnings("ReferenceEquality") // a value's identity is its version
  synchronized boolean compareAndSet(V expected, V next, long expiresAt) {
    if (value() != expected) {
      return false;
    }
    expiresAt(expiresAt);
    VALUE.setRelease(this, next);
    return true;
  }

  /**
   * Retires the entry if the value is the expected one; if the entry is dead, the deadline as well.
   */
  @SuppressWarnings("ReferenceEquality") // a value's identity is its version
  synchronized boolean retire(V expected, long expiresAt, boolean dead) {
    if (value() != expected || (dead && expiresAt() != expiresAt)) {
      return false;
    }
    VALUE.setRelease(this, null);
    return true;
  }

  /** Retires the entry with any value. */
  synchronized void retire() {
    VALUE.setRelease(this, null);
  }

  /**
   * An entry whose deadline is limited. Its value is never set in place, so the limit stays valid.
   */
  static final class Limited<V> extends MemoryEntry<V> {
    private final long notAfter;
    private volatile long policyDeadline;

    Limited(V value, long policyDeadline, long notAfter) {
      super(value, Math.min(policyDeadline, notAfter));
      this.policyDeadline = policyDeadline;
      this.notAfter = notAfter;
    }

    @Override
    long policyDeadline() {
      return policyDeadline;
    }

    @Override
    long notAfter() {
      return notAfter;
    }

    @Override
    void moveTo(long policyDeadline) {
      this.policyDeadline = policyDeadline;
      super.moveTo(Math.min(policyDeadline, notAfter));
    }
  }
}
