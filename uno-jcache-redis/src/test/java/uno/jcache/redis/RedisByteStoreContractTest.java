/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ByteStoreContractTest;
import uno.jcache.spi.FacetedStore;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreContext;

/** What stores of bytes must do, in Redis. */
abstract class RedisByteStoreContractTest extends ByteStoreContractTest {
  abstract RedisServer server();

  @Override
  protected ByteStore create(StoreContext context) {
    return new RedisByteStore(context, server());
  }

  @Override
  protected boolean keepsBound() {
    return false;
  }

  @Override
  protected boolean sweeps() {
    return false;
  }

  /** What another process declares, this one does not know yet. */
  @Test
  void whatMayBeHiddenByNowIsNotChangedBlindly() {
    Expiry expiry = expiry(new CreatedExpiryPolicy(new Duration(TimeUnit.HOURS, 1)));
    FacetedStore one = open();
    FacetedStore other = open();
    byte[] key = bytes("key");
    assertThat(one.put(key, bytes("old"), expiry)).isTrue();
    long first = other.invalidate(List.of("k*")).orElseThrow();
    assertThat(one.put(key, bytes("new"), expiry)).as("it would keep the deadline").isFalse();
    assertThat(value(one, "key")).isEqualTo("old");
    long second = other.invalidate(List.of("x*")).orElseThrow();
    assertThat(one.removeAll(List.of(key), expiry.now()))
        .as("was it there?")
        .containsExactly(Removal.SUPERSEDED);
    assertThat(value(one, "key")).isEqualTo("old");
    other.reclaimed(first);
    other.reclaimed(second);
    assertThat(value(one, "key")).isEqualTo("old"); // and hears of that
    assertThat(one.put(key, bytes("new"), expiry)).isTrue();
    assertThat(one.removeAll(List.of(key), expiry.now())).containsExactly(Removal.LIVE);
  }
}
