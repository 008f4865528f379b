/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.security.AccessController;
import java.security.PrivilegedAction;

/** Makes the threads of this module. */
final class OwnThreads {
  private OwnThreads() {}

  /**
   * Returns a daemon thread that is not started yet. Whichever application happens to need it
   * first, it keeps neither its class loader nor its thread locals alive, nor (until Java 24) the
   * classes on its stack; nor does it end with its thread group.
   */
  @SuppressWarnings("removal") // what it keeps out is gone where this is
  static Thread newThread(String name, Runnable task) {
    ThreadGroup top = topGroup();
    PrivilegedAction<Thread> make = () -> new Thread(top, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    return thread;
  }

  private static ThreadGroup topGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    ThreadGroup parent = group.getParent();
    while (parent != null) {
      group = parent;
      parent = group.getParent();
    }
    return group;
  }
}
