/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a server each millisecond whether it is there, as a stall of it is one for all who use it.
 */
final class RedisProber implements AutoCloseable {
  private final RedisSocket socket;
  private final List<Double> millis = new ArrayList<>();
  private final Thread thread = new Thread(this::probe, "prober");
  private volatile boolean closed;

  private RedisProber(int port) {
    this.socket = new RedisSocket(port);
  }

  static RedisProber start(int port) {
    RedisProber prober = new RedisProber(port);
    prober.thread.setDaemon(true);
    prober.thread.start();
    return prober;
  }

  private void probe() {
    while (!closed) {
      long start = System.nanoTime();
      Object unused = socket.command("PING");
      synchronized (millis) {
        millis.add((System.nanoTime() - start) / 1e6);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Returns how many milliseconds the answers took since this was last called. */
  List<Double> taken() {
    synchronized (millis) {
      List<Double> taken = List.copyOf(millis);
      millis.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    socket.close();
  }
}
