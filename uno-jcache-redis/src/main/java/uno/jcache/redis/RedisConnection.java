/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RKeys;
import org.redisson.api.options.KeysOptions;
import org.redisson.api.options.ObjectParams;
import org.redisson.api.options.OptionalOptions;
import org.redisson.api.options.PlainOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.redisson.connection.ConnectionManager;

/**
 * The connection to Redis. It is opened when it is first used, and closed with the provider. In
 * between, Redisson reconnects by itself.
 *
 * <p>Connects in a separate thread: in the caller's thread Redisson could block longer than the
 * time-out, and an interrupt would abort it. Safe for use by many threads, also interrupted ones.
 */
final class RedisConnection implements AutoCloseable {
  /** How long a call waits for the first connection, in milliseconds. */
  private static final long CONNECTING = 3_000;

  private final String provider;
  private final RedisSettings settings;
  private final Redisson client;
  private final ClientThreads threads;
  private final boolean cluster;
  private final Commands commands;
  private final RKeys keys;
  private final InvalidationChannel channel;
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> connecting =
      new AtomicReference<>();

  private volatile boolean closed;

  /**
   * Creates a connection that is not open yet.
   *
   * @throws IllegalArgumentException if Redisson rejects the settings
   */
  RedisConnection(String provider, RedisSettings settings) {
    this.provider = provider;
    this.settings = settings;
    ClientConfiguration configuration = new ClientConfiguration(provider, settings);
    Config config = configuration.config(this::subscriptionBroken);
    this.cluster = config.isClusterConfig();
    this.threads = new ClientThreads(config);
    this.client = configuration.create(config);
    threads.makeTimerDaemon(client);
    Duration timeout = Duration.ofMillis(settings.timeout());
    this.commands =
        new Commands(
            client
                .getCommandExecutor()
                .copy((ObjectParams) OptionalOptions.defaults().timeout(timeout).retryAttempts(0)),
            BatchOptions.defaults()
                .responseTimeout(settings.timeout(), TimeUnit.MILLISECONDS)
                .retryAttempts(0));
    this.keys = client.getKeys(KeysOptions.defaults().timeout(timeout).retryAttempts(0));
    this.channel =
        new InvalidationChannel(
            client.getTopic(PlainOptions.name(channelName()).codec(ByteArrayCodec.INSTANCE)),
            settings.maxStaleness());
  }

  private void subscriptionBroken() {
    channel.connectionBroken();
  }

  String provider() {
    return provider;
  }

  RedisSettings settings() {
    return settings;
  }

  /** Returns whether this is a cluster. */
  boolean isCluster() {
    return cluster;
  }

  Commands commands() {
    return commands;
  }

  /** Returns Redisson's keys, for scans. */
  RKeys keys() {
    return keys;
  }

  /** Returns the channel of changes by other processes. */
  InvalidationChannel channel() {
    return channel;
  }

  /** Returns the name of the channel on which changes are published. */
  String channelName() {
    return Layout.channel(settings.namespace());
  }

  /** Returns Redisson's connection manager, which maps cluster slots to servers. */
  ConnectionManager manager() {
    return client.getCommandExecutor().getConnectionManager();
  }

  // ---- open

  /** Returns whether the connection was opened; not whether the server answers now. */
  boolean isOpen() {
    CompletableFuture<Boolean> now = connecting.get();
    return now != null && now.isDone() && !now.isCompletedExceptionally();
  }

  /**
   * Opens the connection, unless it is open, and waits for that.
   *
   * @param handshake the first calls over a connection, in the thread that opens it
   * @throws RuntimeException the reason why it cannot be opened; the next call tries again
   */
  void open(Runnable handshake) {
    CompletableFuture<Boolean> now = connecting.get();
    if (now == null || now.isCompletedExceptionally()) {
      CompletableFuture<Boolean> next = new CompletableFuture<>();
      if (connecting.compareAndSet(now, next)) {
        start(next, handshake);
      }
    }
    boolean unused =
        CallFailures.await(
            requireNonNull(connecting.get()),
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECTING));
  }

  private void start(CompletableFuture<Boolean> opened, Runnable handshake) {
    try {
      OwnThreads.newThread("uno-jcache-redis-" + provider, () -> connect(opened, handshake))
          .start();
    } catch (RuntimeException | Error e) { // such as an OutOfMemoryError; the next call tries again
      opened.completeExceptionally(e);
    }
  }

  private static void connect(CompletableFuture<Boolean> opened, Runnable handshake) {
    try {
      handshake.run();
      opened.complete(true);
    } catch (RuntimeException | Error e) {
      opened.completeExceptionally(e);
    }
  }

  // ---- close

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (client) {
      if (closed) {
        return;
      }
      closed = true;
    }
    boolean unused =
        OwnThreads.call(
            "uno-jcache-redis-" + provider,
            () -> {
              shutDown();
              return true;
            });
  }

  private void shutDown() {
    CompletableFuture<Boolean> connection = connecting.get();
    boolean isBusy = (connection != null && !connection.isDone()) || channel.isBusy();
    channel.close();
    client.shutdown(0, 2, TimeUnit.SECONDS);
    threads.close(isBusy);
  }
}
