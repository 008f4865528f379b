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
 * What the factories of a cache's configuration made. Each is closed once, when nobody uses it any
 * more: this cache, or another one that got the same, or a load that is under way.
 */
final class Customizations {
  private static final Logger LOGGER = System.getLogger(Customizations.class.getName());

  /** How long to wait for calls that are under way, in nanoseconds. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private final String cacheName;
  private final UsageCounts uses;
  private final List<Object> made = new ArrayList<>();

  /** The threads that call what was made here, once for each call; guarded by itself. */
  private final List<Thread> calling = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param uses of all caches of the manager
   */
  Customizations(String cacheName, UsageCounts uses) {
    this.cacheName = cacheName;
    this.uses = uses;
  }

  /**
   * Makes one.
   *
   * @param what what it is, for messages
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

  /** Begins a use of an object that others made. */
  void begin(Object object) {
    uses.begin(object);
  }

  /** A call of an object that was made here begins; returns false where it was closed. */
  boolean beginCall(Object object) {
    if (!uses.join(object)) {
      return false;
    }
    synchronized (calling) {
      calling.add(Thread.currentThread());
    }
    return true;
  }

  /** A call has ended. */
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
   * Ends the uses of what was made here, and waits for a moment for calls that are under way: so
   * that all is closed when this returns, unless a call takes long.
   */
  void close() {
    made.forEach(this::end);
    long end = System.nanoTime() + PATIENCE;
    boolean interrupted = false;
    synchronized (calling) {
      long left = PATIENCE;
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
      } catch (Exception | Error e) { // what else is to be closed is to be closed all the same
        LOGGER.log(
            Level.WARNING,
            "Cache '" + cacheName + "': could not close " + object.getClass().getName(),
            e);
      }
    }
  }
}
