/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;

/** What the tests of stores say often. */
final class StoreChecks {
  /** How long an entry lives. */
  static final Duration LIFE = Duration.ofMinutes(1);

  static final Duration PART_OF_LIFE = Duration.ofSeconds(20);
  static final javax.cache.expiry.Duration LIFETIME =
      new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, LIFE.toMillis());
  static final int THREADS = 4;
  static final int ROUNDS = 500;
  static final int MAXIMUM = 100;
  static final int PLENTY = 1_000_000;

  /** Patterns of entries to be hidden. */
  static final List<String> SOME = List.of("user:1*", "order:?");

  private StoreChecks() {}

  /** What an entry was at one moment. */
  record Copy(Object value, long expiresAt) {
    static @Nullable Copy of(@Nullable StoredEntry<Object> entry) {
      return (entry == null) ? null : new Copy(entry.value(), entry.expiresAt());
    }
  }

  /** Returns a policy of entries that live for {@link #LIFE} from their creation. */
  static ExpiryPolicy created() {
    return new CreatedExpiryPolicy(LIFETIME);
  }

  static void put(Store<String, Object> store, String key, Object value, long expiresAt) {
    commit(store, key, new Decision.Put<>(value, expiresAt, "put"));
  }

  static <R> R commit(Store<String, Object> store, String key, Decision<Object, R> decision) {
    return store.compute(key, current -> decision);
  }

  static void remove(Store<String, Object> store, String key) {
    commit(store, key, new Decision.Remove<>("removed"));
  }

  /** Adds one to a number that begins at nothing. */
  static int increment(Store<String, Object> store, String key) {
    return store.compute(key, current -> incremented(current));
  }

  static Decision<Object, Integer> incremented(@Nullable StoredEntry<Object> current) {
    int next = number(current) + 1;
    return new Decision.Put<>(next, Expiry.NEVER, next);
  }

  static int number(@Nullable StoredEntry<Object> entry) {
    return (entry == null) ? 0 : (int) entry.value();
  }

  /** Asserts what is stored, to a peek and to a transition alike. */
  static void assertEntry(Store<String, Object> store, String key, Object value, long expiresAt) {
    Copy expected = new Copy(value, expiresAt);
    assertThat(Copy.of(store.peek(key))).as("peek").isEqualTo(expected);
    assertThat(shown(store, key)).as("compute").containsExactly(expected);
  }

  static void assertNoEntry(Store<String, Object> store, String key) {
    assertThat(Copy.of(store.peek(key))).as("peek").isNull();
    assertThat(shown(store, key)).as("compute").isEmpty();
    assertThat(store.get(key)).as("get").isNull();
  }

  static void assertUnchanged(Store<String, Object> store, Found found, long expiresAt) {
    if (found == Found.NOTHING) {
      assertNoEntry(store, "key");
    } else {
      assertEntry(store, "key", "old", expiresAt);
    }
  }

  /** Returns the entry that a transition is shown, or an empty list. */
  static List<Copy> shown(Store<String, Object> store, String key) {
    return store.compute(
        key,
        current -> {
          Copy copy = Copy.of(current);
          return new Decision.Keep<>((copy == null) ? List.of() : List.of(copy));
        });
  }

  /** Returns all entries, each of which is seen once. */
  static Map<String, Copy> scanned(Store<String, Object> store) {
    Map<String, Copy> entries = new HashMap<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        Copy copy = requireNonNull(Copy.of(cursor.entry()));
        assertThat(entries.put(cursor.key(), copy)).as("seen before: " + cursor.key()).isNull();
      }
    }
    return entries;
  }

  /** Hides entries, and returns the epoch; or 0 if the store hides nothing. */
  static long hide(Store<String, Object> store, List<String> patterns) {
    return store.invalidate(patterns).orElse(0);
  }

  /** Does something that may fail. */
  @SuppressWarnings("EmptyCatch") // what happens is undefined, but for that it ends
  static void attempt(Runnable use) {
    try {
      use.run();
    } catch (RuntimeException e) {
      // as it may
    }
  }

  /** Stores some entries, two of which are to be hidden, and hides them. Returns the epoch. */
  static long hideSome(Store<String, Object> store, long deadline) {
    for (String key : List.of("user:1", "order:7", "user:2", "order:10")) {
      put(store, key, key + " old", deadline);
    }
    long epoch = hide(store, SOME);
    assertThat(epoch).isPositive();
    return epoch;
  }

  static List<String> swept(Store<String, Object> store, Consumer<String> consumer) {
    List<String> keys = new ArrayList<>();
    store.sweep(
        key -> {
          keys.add(key);
          consumer.accept(key);
        });
    return keys;
  }
}
