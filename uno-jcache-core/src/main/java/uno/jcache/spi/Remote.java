/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/**
 * A {@link ByteStore} that is a server: callers wait for its answers, and it can be away. Several
 * processes can use a server, so the store must be {@link Shared} as well.
 */
public interface Remote {
  /**
   * Returns how long an operation may wait for the store, in nanoseconds. The store takes from its
   * time-out what the operation has waited before ({@link OperationTime}).
   */
  long timeout();

  /**
   * Runs an action each time the store answers again after it had failed for some time. The action
   * is quick, and is called by a thread of the store.
   *
   * @return cancels the registration
   */
  Runnable onRecovery(Runnable action);
}
