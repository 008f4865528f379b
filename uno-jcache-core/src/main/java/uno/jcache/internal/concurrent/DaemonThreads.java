/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads of the library. Whichever application happens to need one first, the thread
 * must not keep that application alive: it inherits neither its thread locals, nor its class
 * loader, nor (until Java 24 by way of an access control context) the classes on its stack.
 */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** Returns a thread that is not yet started and does not keep the JVM running. */
  @SuppressWarnings("removal") // what it keeps out is gone where this is
  public static Thread newThread(String name, Runnable task) {
    PrivilegedAction<Thread> make = () -> new Thread(null, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns what makes such threads, all with one name. */
  public static ThreadFactory factory(String name) {
    return task -> newThread(name, task);
  }
}
