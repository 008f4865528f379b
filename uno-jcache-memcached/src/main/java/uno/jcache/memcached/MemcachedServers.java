/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
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
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.compat.log.SLF4JLogger;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.CircuitBreaker;
import uno.jcache.spi.remote.IsolatedThreads;

/**
 * The servers of a provider: a single one, or a ring in which each server has some of the keys.
 * Shared by all regions of the provider.
 *
 * <p>The client has one connection to each server and one thread for all servers. It is created
 * when it is first needed, and again if its thread has ended. Each server has a circuit breaker of
 * its own.
 *
 * <p>Safe for use by many threads, including interrupted ones.
 */
final class MemcachedServers implements AutoCloseable {
  /** The oldest version that is accepted. Tests run on 1.6. */
  static final String LEAST_VERSION = "1.5.6";

  private static final int[] LEAST = {1, 5, 6};
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CONNECT_PAUSE_NANOS = 200_000;

  /** The client's count of attempts while the first attempt is in progress. */
  private static final int FIRST_ATTEMPT = 1;

  /** After it could not be created, this long no thread tries to create the client. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * The system property that selects the client's logger. By default, the client prints to the
   * console.
   */
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
  private volatile @Nullable Connection connection; // written under the monitor
  private @Nullable StoreException failure; // of the last attempt; guarded by the monitor
  private long failedAt; // guarded by the monitor
  private volatile boolean closed;

  /** A client, and the index of the server of each of its nodes. */
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
      reconnectIfMoved(server);
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

  /**
   * Runs an action each time a server answers again. The returned action cancels the registration.
   */
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
      current.client().shutdown(); // an error has ended its thread
    }
    Connection created =
        IsolatedThreads.call("uno-jcache-memcached-connect", MemcachedServers.class, this::create);
    connection = created;
    return created;
  }

  /** Creates a client. If that has just failed, fails in the same way: a name server is slow. */
  private Connection create() {
    StoreException before = failure;
    if (before != null && System.nanoTime() - failedAt < RETRY_NANOS) {
      throw before;
    }
    try {
      Connection created = open();
      failure = null;
      return created;
    } catch (StoreException e) {
      failure = e;
      failedAt = System.nanoTime();
      throw e;
    }
  }

  private Connection open() {
    List<InetSocketAddress> resolved = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      InetSocketAddress address = address(i);
      if (address.isUnresolved()) { // the client would leak what it has opened by then
        throw failure(i, new UnknownHostException(address.getHostString()));
      }
      resolved.add(address);
    }
    try {
      MemcachedClient client =
          new MemcachedClient(
              new RingClientFactory(settings, node -> indexOf(node.getSocketAddress())), resolved);
      Map<SocketAddress, Integer> servers = new HashMap<>();
      for (MemcachedNode node : client.getNodeLocator().getAll()) {
        servers.put(node.getSocketAddress(), indexOf(node.getSocketAddress()));
      }
      awaitConnections(client);
      try {
        checkVersions(client);
      } catch (IllegalStateException | AssertionError e) { // its thread has ended
        client.shutdown();
        throw new StoreException("Provider '" + provider + "': " + e.getMessage(), e);
      }
      return new Connection(client, servers);
    } catch (IOException e) {
      throw new StoreException("Provider '" + provider + "': " + e.getMessage(), e);
    }
  }

  /** Gives the client up if a server has another address by now: it keeps to the old one. */
  private void reconnectIfMoved(int server) {
    InetSocketAddress now = address(server);
    Connection current = connection;
    if (current != null && !now.isUnresolved() && !current.servers().containsKey(now)) {
      synchronized (this) {
        if (current.equals(connection)) {
          connection = null;
          current.client().shutdown();
        }
      }
    }
  }

  /**
   * Waits until each server is connected or has failed. Before that, the client cancels commands.
   */
  private static void awaitConnections(MemcachedClient client) {
    long end = System.nanoTime() + CONNECT_NANOS;
    while (System.nanoTime() < end
        && !client.getNodeLocator().getAll().stream()
            .allMatch(node -> node.isActive() || node.getReconnectCount() > FIRST_ATTEMPT)) {
      LockSupport.parkNanos(CONNECT_PAUSE_NANOS);
    }
  }

  /**
   * Checks the versions of the servers that are connected. Others are checked only by the commands
   * that are sent to them.
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

  /**
   * Returns the index of the server to which a key belongs.
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

  /**
   * Returns a key that begins with the given text and belongs to the given server. All processes
   * find the same key.
   */
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
