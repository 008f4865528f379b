/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.internal.store.StoreChecks.LIFE;
import static uno.jcache.internal.store.StoreChecks.LIFETIME;
import static uno.jcache.internal.store.StoreChecks.PART_OF_LIFE;
import static uno.jcache.internal.store.StoreChecks.assertEntry;
import static uno.jcache.internal.store.StoreChecks.commit;
import static uno.jcache.internal.store.StoreChecks.created;
import static uno.jcache.internal.store.StoreChecks.put;

import java.time.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;

/** Deadlines, their limits, and a policy that changes. */
interface DeadlinesContract extends StoreFixture {
  @Test
  default void theEarlierOfDeadlineAndLimitCounts() {
    Store<String, Object> store = open();
    long limit = clock().in(PART_OF_LIFE);
    long deadline = clock().in(LIFE);
    commit(store, "key", new Decision.Put<>("value", deadline, limit, "put"));
    StoredEntry<Object> entry = requireNonNull(store.peek("key"));
    assertThat(entry.expiresAt()).isEqualTo(limit);
    assertThat(entry.policyDeadline()).isEqualTo(deadline);
    assertThat(entry.notAfter()).isEqualTo(limit);

    clock().advance(PART_OF_LIFE.minusMillis(1));
    assertThat(store.get("key")).isEqualTo("value");
    clock().advance(Duration.ofMillis(1));
    assertThat(store.get("key")).isNull();
  }

  @Test
  default void getMovesTheDeadlineUpToItsLimit() {
    Store<String, Object> store = open(expiry(new TouchedExpiryPolicy(LIFETIME)));
    long limit = clock().in(LIFE.plus(PART_OF_LIFE));
    commit(store, "key", new Decision.Put<>("value", clock().in(LIFE), limit, "put"));
    clock().advance(PART_OF_LIFE.plusSeconds(5));
    assertThat(store.get("key")).isEqualTo("value");
    assertThat(requireNonNull(store.peek("key")).expiresAt()).isEqualTo(limit);
    assertThat(requireNonNull(store.peek("key")).policyDeadline()).isEqualTo(clock().in(LIFE));
  }

  @Test
  default void aTouchCanLimitADeadline() {
    Store<String, Object> store = open();
    long deadline = clock().in(LIFE);
    long limit = clock().in(PART_OF_LIFE);
    put(store, "key", "value", deadline);
    commit(store, "key", new Decision.Touch<>(deadline, limit, "limited"));
    assertEntry(store, "key", "value", limit);
    assertThat(requireNonNull(store.peek("key")).policyDeadline()).isEqualTo(deadline);
  }

  @Test
  default void aPutWithoutALimitEndsTheLimit() {
    Expiry expiry = expiry(new ModifiedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    long limit = clock().in(PART_OF_LIFE);
    commit(store, "a", new Decision.Put<>("value", clock().in(LIFE), limit, "put"));
    commit(store, "b", new Decision.Put<>("value", clock().in(LIFE), limit, "put"));
    put(store, "a", "next", clock().in(LIFE));
    store.put("b", "next", expiry);
    assertEntry(store, "a", "next", clock().in(LIFE));
    assertEntry(store, "b", "next", clock().in(LIFE));
  }

  @Test
  default void aLimitIsKeptWhereThePolicyIsEternal() {
    Store<String, Object> store = open(expiry(new EternalExpiryPolicy()));
    long limit = clock().in(LIFE);
    commit(store, "key", new Decision.Put<>("value", Expiry.NEVER, limit, "put"));
    put(store, "other", "value", Expiry.NEVER);
    assertEntry(store, "key", "value", limit);
    clock().advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertThat(store.get("other")).isEqualTo("value");
  }

  @Test
  default void thePolicyMayChange() {
    Expiry expiry = expiry(new EternalExpiryPolicy());
    Store<String, Object> store = open(expiry);
    store.put("before", "value", expiry);
    expiry.change(created());
    store.put("after", "value", expiry);
    assertEntry(store, "before", "value", Expiry.NEVER);
    assertEntry(store, "after", "value", clock().in(LIFE));
    expiry.change(new EternalExpiryPolicy());
    store.put("then", "value", expiry);
    assertEntry(store, "then", "value", Expiry.NEVER);
    clock().advance(LIFE);
    assertThat(store.get("before")).isEqualTo("value");
    assertThat(store.get("after")).isNull();
  }
}
