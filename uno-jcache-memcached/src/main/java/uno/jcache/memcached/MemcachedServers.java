/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.FailureMode;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.auth.AuthDescriptor;
import net.spy.memcached.auth.PlainCallbackHandler;
import net.spy.memcached.compat.log.SLF4JLogger;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.CircuitBreaker;
import uno.jcache.spi.remote.IsolatedThreads;

/**
 * The servers of a provider: one, or a ring of several, each of which has some of the keys. Shared
 * by all regions of the provider.
 *
 * <p>The client has one connection to each server and one thread for all. It is created when it is
 * needed first, and again if that thread has ended. Each server has a circuit breaker of its own.
 *
 * <p>Safe for use by many threads, also interrupted ones.
 */
final class MemcachedServers implements AutoCloseable {
  /** The least version that is accepted. Tests run on 1.6. */
  static final String LEAST_VERSION = "1.5.6";

  private static final int[] LEAST = {1, 5, 6};
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CONNECT_PAUSE_NANOS = 200_000;

  /** The count of attempts before the first one has ended. */
  private static final int FIRST_ATTEMPT = 1;

  private static final int QUEUE_MILLIS = 50;
  private static final int RECONNECT_SECONDS = 1; // the least that the client takes
  private static final int TIMEOUTS_BEFORE_RECONNECT = 10;

  /** The client's own setting for where it logs. By default, it prints to the console. */
  private static final String LOGGER_SETTING = "net.spy.log.LoggerImpl";

  static {
    if (System.getProperty(LOGGER_SETTING) == null) {
      System.setProperty(LOGGER_SETTING, SLF4JLogger.class.getName());
    }
  }

  private final String provider;
  private final MemcachedSettings settings;
  private final List<InetSocketAddress> addresses;
  private final List<CircuitBreaker> breakers;
  private final List<Runnable> onRecovery = new CopyOnWriteArrayList<>();
  private volatile @Nullable Connection connection; // changed with the monitor
  private volatile boolean closed;

  /** A client, and which of its nodes is which server. */
  private record Connection(MemcachedClient client, Map<SocketAddress, Integer> servers) {
    boolean isDead() {
      return !client.getConnection().isAlive();
    }
  }

  MemcachedServers(String provider, MemcachedSettings settings) {
    this.provider = provider;
    this.settings = settings;
    this.addresses = settings.addresses();
    this.breakers = IntStream.range(0, addresses.size()).mapToObj(this::newBreaker).toList();
  }

  private CircuitBreaker newBreaker(int server) {
    return new CircuitBreaker(
        settings.servers().get(server),
        new CircuitBreaker.Probe() {
          @Override
          public @Nullable Throwable failure() {
            return closed ? null : probe(server);
          }

          @Override
          public void recovered() {
            onRecovery.forEach(Runnable::run);
          }
        },
        task ->
            IsolatedThreads.newThread(
                "uno-jcache-memcached-breaker of " + settings.servers().get(server),
                MemcachedServers.class,
                task));
  }

  /** Returns why a server does not answer, or null if it does. */
  private @Nullable Throwable probe(int server) {
    try (Round round = Round.ofBackground(this)) {
      byte @Nullable [] unused = round.get(keyOf(server, settings.namespace() + ":probe")).await();
      return null;
    } catch (StoreException e) {
      return e;
    }
  }

  MemcachedSettings settings() {
    return settings;
  }

  String provider() {
    return provider;
  }

  /** Returns how many servers there are. */
  int count() {
    return addresses.size();
  }

  InetSocketAddress address(int server) {
    InetSocketAddress address = addresses.get(server);
    return new InetSocketAddress(address.getHostString(), address.getPort()); // resolved now
  }

  CircuitBreaker breaker(int server) {
    return breakers.get(server);
  }

  /** Runs an action each time that a server answers again. Returns what ends that. */
  Runnable onRecovery(Runnable action) {
    onRecovery.add(action);
    return () -> onRecovery.remove(action);
  }

  /**
   * Returns the client.
   *
   * @throws StoreException if it cannot be created, or the provider is closed
   */
  MemcachedClient client() {
    return connection().client();
  }

  private Connection connection() {
    Connection current = connection;
    return (current == null || closed || current.isDead()) ? connect() : current;
  }

  private synchronized Connection connect() {
    if (closed) {
      throw new StoreException("Provider '" + provider + "' is closed");
    }
    Connection current = connection;
    if (current != null) {
      if (!current.isDead()) {
        return current;
      }
      current.client().shutdown(); // its thread has ended by an error
    }
    Connection created =
        IsolatedThreads.call("uno-jcache-memcached-connect", MemcachedServers.class, this::create);
    connection = created;
    return created;
  }

  private Connection create() {
    try {
      MemcachedClient client =
          new MemcachedClient(
              configuration(), IntStream.range(0, count()).mapToObj(this::address).toList());
      Map<SocketAddress, Integer> servers = new HashMap<>();
      for (MemcachedNode node : client.getNodeLocator().getAll()) {
        servers.put(node.getSocketAddress(), indexOf(node.getSocketAddress()));
      }
      awaitConnections(client);
      checkVersions(client);
      return new Connection(client, servers);
    } catch (IOException e) {
      throw new StoreException("Provider '" + provider + "': " + e.getMessage(), e);
    }
  }

  /** Waits until each server is connected or has failed: before, the client cancels commands. */
  private static void awaitConnections(MemcachedClient client) {
    long end = System.nanoTime() + CONNECT_NANOS;
    while (System.nanoTime() < end
        && !client.getNodeLocator().getAll().stream()
            .allMatch(node -> node.isActive() || node.getReconnectCount() > FIRST_ATTEMPT)) {
      LockSupport.parkNanos(CONNECT_PAUSE_NANOS);
    }
  }

  /**
   * Checks the servers that are connected. Others are checked by their keys' commands.
   *
   * @throws StoreException if one is too old, or is no Memcached
   */
  private void checkVersions(MemcachedClient client) {
    Map<SocketAddress, String> versions = client.getVersions();
    for (MemcachedNode node : client.getNodeLocator().getAll()) {
      String version = versions.get(node.getSocketAddress());
      if (version != null && isTooOld(version)) {
        client.shutdown();
        throw failure(
            indexOf(node.getSocketAddress()),
            new IllegalStateException(
                "this is Memcached "
                    + version
                    + ", which is too old; at least "
                    + LEAST_VERSION
                    + " is needed"));
      }
    }
  }

  /** Returns whether a version such as 1.6.18 is known to be too old. */
  static boolean isTooOld(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.lookingAt()) {
      return false; // of a server that is compatible
    }
    int[] found = IntStream.rangeClosed(1, 3).map(i -> Integer.parseInt(parts.group(i))).toArray();
    return Arrays.compare(found, LEAST) < 0;
  }

  private int indexOf(SocketAddress address) {
    for (int i = 0; i < count(); i++) {
      InetSocketAddress each = addresses.get(i);
      if (address instanceof InetSocketAddress other
          && each.getHostString().equals(other.getHostString())
          && each.getPort() == other.getPort()) {
        return i;
      }
    }
    throw new IllegalStateException("the client has a node " + address);
  }

  /** Binary protocol: in the other one, a value that is too large breaks the connection. */
  private ConnectionFactory configuration() {
    ConnectionFactoryBuilder builder =
        new ConnectionFactoryBuilder()
            .setProtocol(ConnectionFactoryBuilder.Protocol.BINARY)
            .setLocatorType(ConnectionFactoryBuilder.Locator.CONSISTENT)
            .setHashAlg(DefaultHashAlgorithm.KETAMA_HASH)
            .setFailureMode(FailureMode.Cancel) // another server must not take the keys of one
            .setOpTimeout(settings.timeout())
            .setOpQueueMaxBlockTime(QUEUE_MILLIS)
            .setMaxReconnectDelay(RECONNECT_SECONDS)
            .setTimeoutExceptionThreshold(TIMEOUTS_BEFORE_RECONNECT)
            .setUseNagleAlgorithm(false)
            .setDaemon(true);
    if (!settings.username().isEmpty()) {
      // By what the server offers: the client's own choice begins with what many servers lack.
      builder.setAuthDescriptor(
          new AuthDescriptor(
              null, new PlainCallbackHandler(settings.username(), settings.password())));
    }
    return builder.build();
  }

  /**
   * Returns which server has a key.
   *
   * @throws StoreException as {@link #client} does
   */
  int serverOf(String key) {
    if (count() == 1) {
      return 0;
    }
    Connection current = connection();
    SocketAddress address = current.client().getNodeLocator().getPrimary(key).getSocketAddress();
    return requireNonNull(current.servers().get(address));
  }

  /** Returns a key that begins with a text and belongs to a server. All processes find the same. */
  String keyOf(int server, String text) {
    if (count() == 1) {
      return text;
    }
    for (int i = 0; ; i++) {
      String key = text + "~" + i;
      if (serverOf(key) == server) {
        return key;
      }
    }
  }

  /**
   * Returns the versions of the servers, by their names.
   *
   * @throws StoreException if one does not answer
   */
  Map<String, Object> versions() {
    for (int i = 0; i < count(); i++) {
      Throwable failure = probe(i);
      if (failure != null) {
        throw failure(i, failure);
      }
    }
    Map<String, Object> versions = new HashMap<>();
    client()
        .getVersions()
        .forEach((address, version) -> versions.put("version of " + address, version));
    return versions;
  }

  /** Returns the exception for a call that failed. */
  StoreException failure(int server, Throwable why) {
    if (why instanceof StoreException known) {
      return known;
    }
    return new StoreException(
        "Provider '"
            + provider
            + "': "
            + settings.servers().get(server)
            + ": "
            + MemcachedErrors.describe(why),
        why);
  }

  /** Returns whether all servers answer, as far as is known. */
  boolean isInService() {
    return breakers.stream().allMatch(breaker -> breaker.refusal() == null);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Connection current = connection;
    if (current != null) {
      boolean unused = current.client().shutdown(settings.timeout(), TimeUnit.MILLISECONDS);
    }
  }
}
