/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.security.AccessController;
import java.security.PrivilegedAction;

/** Creates the threads of this module. */
final class OwnThreads {
  private OwnThreads() {}

  /**
   * Returns a daemon thread that is not started yet. The thread does not keep the calling
   * application in memory: it inherits neither the caller's class loader, nor its thread locals,
   * nor its thread group, nor (until Java 24, through an access control context) the classes on its
   * stack.
   */
  @SuppressWarnings("removal") // needed as long as AccessController exists
  static Thread newThread(String name, Runnable task) {
    ThreadGroup top = topGroup();
    PrivilegedAction<Thread> create = () -> new Thread(top, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(create);
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
