/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import uno.jcache.internal.support.UserCode;

/**
 * The objects that the factories of a cache's configuration created, such as its loader. Each is
 * closed once, when no cache and no load in progress uses it any more.
 */
final class Customizations {
  private static final Logger LOGGER = System.getLogger(Customizations.class.getName());

  /** How long to wait for calls in progress, in nanoseconds. */
  private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String cacheName;
  private final UsageCounts uses;
  private final List<Object> made = new ArrayList<>();

  /** The threads that call these objects, once for each call; guarded by itself. */
  private final List<Thread> calling = new ArrayList<>();

  /**
   * Creates an empty set.
   *
   * @param uses the use counts of all caches of the manager
   */
  Customizations(String cacheName, UsageCounts uses) {
    this.cacheName = cacheName;
    this.uses = uses;
  }

  /**
   * Creates an object.
   *
   * @param what its kind, for messages
   */
  <T> T make(String what, Factory<? extends T> factory) {
    T customization = UserCode.call(factory::create);
    if (customization == null) {
      throw new CacheException(
          "Cache '" + cacheName + "': the factory of its " + what + " returned null");
    }
    made.add(customization);
    begin(customization);
    return customization;
  }

  /** Begins a use of an object that was created elsewhere. */
  void begin(Object object) {
    uses.begin(object);
  }

  /** Begins a call of an object that was created here; returns false if it was closed. */
  boolean beginCall(Object object) {
    if (!uses.join(object)) {
      return false;
    }
    synchronized (calling) {
      calling.add(Thread.currentThread());
    }
    return true;
  }

  /** Ends a call. */
  void endCall(Object object) {
    end(object);
    synchronized (calling) {
      calling.remove(Thread.currentThread());
      calling.notifyAll();
    }
  }

  /** Ends a use, and closes the object if that was the last. */
  void end(Object object) {
    if (uses.end(object)) {
      closeQuietly(object);
    }
  }

  /**
   * Ends the uses of the objects that were created here, and waits up to a second for calls in
   * progress: so that all are closed when this returns, unless a call takes longer.
   */
  void close() {
    made.forEach(this::end);
    long end = System.nanoTime() + CLOSE_TIMEOUT_NANOS;
    boolean interrupted = false;
    synchronized (calling) {
      long left = CLOSE_TIMEOUT_NANOS;
      while (!calling.isEmpty() && !calling.contains(Thread.currentThread()) && left > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(calling, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = interrupted ? 0 : end - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly(Object object) {
    if (object instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception | Error e) { // the other objects are still closed
        LOGGER.log(
            Level.WARNING,
            "Cache '" + cacheName + "': could not close " + object.getClass().getName(),
            e);
      }
    }
  }
}
