/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.lang.ref.Cleaner;

/**
 * Closes what the stores of a factory share, such as a connection, if an application abandons the
 * factory without closing it. Safe for use by many threads.
 */
public final class UnreachableCloser {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Cleaner.Cleanable cleanable;
  private final Action action;

  /** What the cleaner runs; it does not refer to the factory. */
  private static final class Action implements Runnable {
    private final Runnable close;
    private final String threadName;
    private final Class<?> owner;
    private volatile boolean isClosed;

    Action(Runnable close, String threadName, Class<?> owner) {
      this.close = close;
      this.threadName = threadName;
      this.owner = owner;
    }

    /** In a thread of its own, so as not to block the cleaner. */
    @Override
    public void run() {
      if (!isClosed) {
        IsolatedThreads.newThread(threadName, owner, close).start();
      }
    }
  }

  private UnreachableCloser(Object factory, Action action) {
    this.action = action;
    this.cleanable = CLEANER.register(factory, action);
  }

  /**
   * Registers a factory.
   *
   * @param close is run once, in a thread of its own, when the factory is unreachable; it must not
   *     refer to the factory
   * @param threadName the name of that thread
   * @param owner whose class loader the thread has
   */
  public static UnreachableCloser register(
      Object factory, Runnable close, String threadName, Class<?> owner) {
    return new UnreachableCloser(factory, new Action(close, threadName, owner));
  }

  /** Ends the registration; called when the factory is closed. */
  public void closed() {
    action.isClosed = true;
    cleanable.clean(); // or the cleaner would keep what the action refers to
  }
}
