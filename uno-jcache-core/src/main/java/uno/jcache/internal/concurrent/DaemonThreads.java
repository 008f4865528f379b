/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Creates the threads of the library. A thread must not keep the application alive whose call
 * creates it: so it inherits neither its thread locals, nor its class loader, nor (until Java 24,
 * by an access control context) the classes on its stack.
 */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** Returns a thread that is not yet started and does not keep the JVM running. */
  @SuppressWarnings("removal") // needed as long as AccessController exists
  public static Thread newThread(String name, Runnable task) {
    PrivilegedAction<Thread> make = () -> new Thread(null, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns a factory of such threads, which all get the same name. */
  public static ThreadFactory factory(String name) {
    return task -> newThread(name, task);
  }
}
