/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import net.spy.memcached.CachedData;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.FailureMode;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.transcoders.Transcoder;
import org.jspecify.annotations.Nullable;

/** The client that is under Uno's store, with the same settings. */
final class BareMemcached implements MemcachedBenchmark.Contender, AutoCloseable {
  private static final int LIFE_SECONDS = 3_600;

  private static final Transcoder<byte[]> BYTES =
      new Transcoder<>() {
        @Override
        public boolean asyncDecode(CachedData data) {
          return false;
        }

        @Override
        public CachedData encode(byte[] bytes) {
          return new CachedData(0, bytes, Integer.MAX_VALUE);
        }

        @Override
        public byte[] decode(CachedData data) {
          return data.getData();
        }

        @Override
        public int getMaxSize() {
          return Integer.MAX_VALUE;
        }
      };

  private final MemcachedClient client;

  BareMemcached(String address) throws IOException {
    int colon = address.indexOf(':');
    client =
        new MemcachedClient(
            new ConnectionFactoryBuilder()
                .setProtocol(ConnectionFactoryBuilder.Protocol.BINARY)
                .setFailureMode(FailureMode.Cancel)
                .setUseNagleAlgorithm(false)
                .setDaemon(true)
                .build(),
            List.of(
                new InetSocketAddress(
                    address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))));
    while (client.getAvailableServers().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte @Nullable [] get(String key) {
    return await(client.asyncGet(key, BYTES));
  }

  @Override
  public void put(String key, byte[] value) {
    boolean unused = await(client.set(key, LIFE_SECONDS, value, BYTES));
  }

  @Override
  public int getAll(Set<String> keys) {
    return await(client.asyncGetBulk(keys, BYTES)).size();
  }

  @Override
  public void putAll(Map<String, byte[]> entries) {
    List<Future<Boolean>> sent = new ArrayList<>();
    entries.forEach((key, value) -> sent.add(client.set(key, LIFE_SECONDS, value, BYTES)));
    for (Future<Boolean> each : sent) {
      boolean unused = await(each);
    }
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
