/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Scannable;

/**
 * A store under test, with what tests do often. Keys and values that are strings stand for their
 * bytes in UTF-8.
 */
public final class TestStore implements AutoCloseable {
  private final ByteStore store;

  /** Wraps a store. */
  public TestStore(ByteStore store) {
    this.store = store;
  }

  /** Returns the bytes of a text. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the text that bytes stand for. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns the store itself. */
  public ByteStore store() {
    return store;
  }

  /**
   * Returns the store by one of its facets.
   *
   * @throws ClassCastException if the store lacks it
   */
  public <F> F as(Class<F> facet) {
    return facet.cast(store);
  }

  /** Returns what the store returns for a key. */
  public @Nullable ByteEntry get(String key) {
    return store.get(bytes(key));
  }

  /** Returns the entry of a key, which must be present. */
  public ByteEntry entry(String key) {
    return requireNonNull(get(key), key);
  }

  /** Returns the value of a key, or null if there is no entry, or a placeholder. */
  public @Nullable String value(String key) {
    ByteEntry entry = get(key);
    return (entry == null || entry.isPlaceholder()) ? null : text(entry.value());
  }

  /**
   * Returns an entry to be stored now.
   *
   * @param notAfter as {@link ByteEntry#notAfter}
   */
  public ByteEntry next(byte[] key, byte[] value, long policyDeadline, long notAfter) {
    ByteEntry unused = store.get(key); // so that the invalidations are those of now
    return ByteEntry.of(value, policyDeadline, notAfter, invalidations(key).epoch());
  }

  /** Replaces what was seen by an eternal entry; returns false if it is another one by now. */
  public boolean replace(byte[] key, @Nullable ByteEntry seen, byte[] value) {
    return store.compareAndSet(key, seen, next(key, value, Deadlines.NEVER, Deadlines.NEVER));
  }

  /** Replaces what was seen by an eternal entry, as {@link #replace(byte[], ByteEntry, byte[])}. */
  public boolean replace(String key, @Nullable ByteEntry seen, String value) {
    return replace(bytes(key), seen, bytes(value));
  }

  /** Removes what was seen; returns false if it is another one by now. */
  public boolean remove(String key, @Nullable ByteEntry seen) {
    return store.compareAndSet(bytes(key), seen, null);
  }

  /** Stores an eternal entry, whatever is present. */
  public void set(String key, String value) {
    set(key, value, Deadlines.NEVER);
  }

  /** Stores an entry with a deadline, whatever is present. */
  public void set(String key, String value, long deadline) {
    set(bytes(key), bytes(value), deadline);
  }

  /** Stores an entry with a deadline, whatever is present. */
  public void set(byte[] key, byte[] value, long deadline) {
    while (!store.compareAndSet(key, store.get(key), next(key, value, deadline, Deadlines.NEVER))) {
      Thread.onSpinWait();
    }
  }

  /** Stores a value by {@link BlindPuts#putAll}; returns whether it was stored. */
  public boolean putBlindly(String key, String value, long deadline, boolean keepsDeadline) {
    return as(BlindPuts.class)
        .putAll(List.of(bytes(key)), List.of(bytes(value)), deadline, keepsDeadline)
        .get(0);
  }

  /** Returns the values of all entries by their keys, each of which a scan must return once. */
  public Map<String, String> scanned() {
    Map<String, String> entries = new TreeMap<>();
    try (ByteCursor cursor = as(Scannable.class).scan()) {
      while (cursor.advance()) {
        String key = text(cursor.key());
        String earlier = entries.put(key, text(cursor.entry().value()));
        assertThat(earlier).as("value of %s, which was returned twice", key).isNull();
      }
    }
    return entries;
  }

  /** Returns about how many entries there are. */
  public long size() {
    return as(Scannable.class).size();
  }

  /** Removes all entries. */
  public void clear() {
    as(Scannable.class).clear();
  }

  /**
   * Returns the invalidations that concern a key; none if the store is not {@link Invalidating}.
   */
  public Invalidations invalidations(byte[] key) {
    return (store instanceof Invalidating invalidating)
        ? invalidating.invalidations(key)
        : Invalidations.NONE;
  }

  @Override
  public void close() {
    store.close();
  }
}
