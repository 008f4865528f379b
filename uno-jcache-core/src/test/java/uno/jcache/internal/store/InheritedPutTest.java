/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.MovableClock;

/** What a store inherits that leaves out {@link Store#put}. */
class InheritedPutTest {
  private record Limited(Object value, long policyDeadline, long notAfter)
      implements StoredEntry<Object> {
    @Override
    public long expiresAt() {
      return Math.min(policyDeadline, notAfter);
    }
  }

  /** Holds one entry. */
  private static final class One implements Store<String, Object> {
    StoredEntry<Object> entry;

    One(StoredEntry<Object> entry) {
      this.entry = entry;
    }

    @Override
    public @Nullable Object get(String key, Consumer<? super String> dead) {
      return entry.value();
    }

    @Override
    public StoredEntry<Object> peek(String key) {
      return entry;
    }

    @Override
    public <R extends @Nullable Object> R compute(String key, Transition<Object, R> transition) {
      Decision<Object, R> decision = transition.decide(entry);
      if (decision instanceof Decision.Put<Object, R> put) {
        entry = new Limited(put.value(), put.expiresAt(), put.notAfter());
      }
      return decision.result();
    }

    @Override
    public EntryCursor<String, Object> scan() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {}

    @Override
    public long size() {
      return 1;
    }

    @Override
    public void setMaximum(long maximum) {}

    @Override
    public void close() {}
  }

  @Test
  void anUpdateGoesOnFromTheDeadlineOfThePolicyAndNotFromTheLimit() {
    Expiry expiry =
        Expiry.of(
            "test", new CreatedExpiryPolicy(new Duration(TimeUnit.HOURS, 1)), new MovableClock());
    long deadline = expiry.onCreation();
    One store = new One(new Limited("old", deadline, deadline - 1_000));
    store.put("k", "new", expiry);
    assertThat(store.entry.value()).isEqualTo("new");
    assertThat(store.entry.expiresAt()).isEqualTo(deadline);
  }
}
