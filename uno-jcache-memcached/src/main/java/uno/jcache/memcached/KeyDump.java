/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/**
 * Lists the keys of a server with {@code lru_crawler metadump}, which the client does not support,
 * over a separate connection. The whole list is read without a pause, because the server keeps a
 * dump open until it has been read.
 *
 * <p>The dump scans the server's LRU lists. An item that moves from one list to another meanwhile
 * may be missing, or be listed twice. So the keys of two dumps are combined, and of more if the
 * last one had keys that none before had: an item is missing in all only if it has moved each time.
 *
 * <p>While another client lists its keys, the server refuses. We then ask again ever more rarely,
 * because each time costs a connection, and because a server can stop for good if it is asked at
 * the moment when it enlarges its hash table (docs/memcached.md).
 */
final class KeyDump {
  private static final String COMMAND = "lru_crawler metadump all\r\n";
  private static final int LEAST_DUMPS = 2;
  private static final int MOST_DUMPS = 5;

  /** With more keys, a dump takes so long that new keys are added in any case. */
  private static final int MANY_KEYS = 100_000;

  private static final String BUSY = "BUSY";
  private static final String KEY = "key=";

  /** How long to wait at first and at most until the server is asked again, in nanoseconds. */
  private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long MOST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  /** How long to wait for a dump of another process, in nanoseconds. */
  private static final long BUSY_LIMIT = TimeUnit.SECONDS.toNanos(60);

  private static final int CONNECT_MILLIS = 1_000;

  /** How long to wait for the next lines, because the server scans its items in steps. */
  private static final int READ_MILLIS = 10_000;

  private final MemcachedServers servers;
  private final int server;

  KeyDump(MemcachedServers servers, int server) {
    this.servers = servers;
    this.server = server;
  }

  /**
   * Returns the keys that the predicate accepts.
   *
   * @throws StoreException if the server does not list its keys
   */
  SpooledKeys keys(Predicate<String> wanted) {
    SpooledKeys keys = new SpooledKeys();
    long before = 0;
    for (int i = 0; i < MOST_DUMPS; i++) {
      dumpWhenIdle(wanted, keys);
      boolean isComplete = keys.size() == before || keys.size() > MANY_KEYS;
      if (isComplete && i + 1 >= LEAST_DUMPS) {
        break;
      }
      before = keys.size();
    }
    return keys;
  }

  private void dumpWhenIdle(Predicate<String> wanted, SpooledKeys keys) {
    long end = System.nanoTime() + BUSY_LIMIT;
    long pause = LEAST_PAUSE;
    boolean isInterrupted = false;
    try {
      while (!dump(wanted, keys)) {
        if (System.nanoTime() > end) {
          throw failure("is busy: other clients were listing its keys for a minute", null);
        }
        isInterrupted |= Thread.interrupted(); // an interrupted thread would not pause
        LockSupport.parkNanos(pause);
        pause = Math.min(2 * pause, MOST_PAUSE);
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Reads a dump; returns false if the server is busy with another. */
  private boolean dump(Predicate<String> wanted, SpooledKeys keys) {
    Throwable refusal = servers.breaker(server).refusal();
    if (refusal != null) {
      throw servers.failure(server, refusal);
    }
    try (Socket socket = new Socket()) {
      socket.connect(servers.address(server), CONNECT_MILLIS);
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write(COMMAND.getBytes(ISO_8859_1));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      while (true) {
        String line = lines.readLine();
        if (line == null) {
          throw failure(
              "closed the connection while listing its keys (a server with SASL cannot list them)",
              null);
        } else if (line.equals("END")) {
          return true;
        } else if (line.startsWith(BUSY)) {
          return false;
        } else if (!line.startsWith(KEY)) {
          throw failure(
              "does not list its keys ('"
                  + line
                  + "'), which iteration needs: enable lru_crawler, and use version "
                  + MemcachedServers.LEAST_VERSION
                  + " or later",
              null);
        }
        String key = key(line);
        if (wanted.test(key)) {
          keys.add(key);
        }
      }
    } catch (IOException e) {
      servers.breaker(server).failed(e);
      throw failure("cannot list its keys: " + e.getMessage(), e);
    }
  }

  private static String key(String line) {
    int space = line.indexOf(' ');
    String encoded = line.substring(KEY.length(), (space < 0) ? line.length() : space);
    return (encoded.indexOf('%') < 0) ? encoded : URLDecoder.decode(encoded, ISO_8859_1);
  }

  private StoreException failure(String what, @Nullable Throwable why) {
    String message =
        "Provider '"
            + servers.provider()
            + "': "
            + servers.settings().servers().get(server)
            + " "
            + what;
    return (why == null) ? new StoreException(message) : new StoreException(message, why);
  }
}
