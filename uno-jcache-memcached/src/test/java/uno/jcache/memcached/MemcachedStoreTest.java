/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.HidingContract;
import uno.jcache.internal.store.SerializedCodec;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.spi.StoreFactory;

/** What core makes of the store. */
class MemcachedStoreTest extends StoreContractTest implements HidingContract {
  private static List<MemcachedProcess> servers;
  private static StoreFactory factory;

  @BeforeAll
  static void start() {
    servers = MemcachedProcess.start(2);
    factory =
        new MemcachedStoreProvider()
            .open("test", Map.of("servers", MemcachedProcess.addresses(servers), "timeout", "5s"));
  }

  @AfterAll
  static void stop() {
    factory.close();
    servers.forEach(MemcachedProcess::close);
  }

  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return ByteProviderType.over(factory).create(context);
  }

  /** An invalidation hides entries for a minute at least; then a sweep reclaims it. */
  @Override
  public void reclaim(Store<String, Object> store, long number) {
    store.reclaimed(number);
    store.sweep(key -> {});
    clock().advance(Duration.ofMinutes(1));
    store.sweep(key -> {}); // it is found,
    store.sweep(key -> {}); // and nobody has reclaimed it meanwhile
  }

  @Override
  protected EntryCodec<String, Object> codec() {
    return new SerializedCodec();
  }
}
