/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import org.jspecify.annotations.Nullable;

/** One call of an annotated method, as a container intercepts it. Used by one thread at a time. */
public interface Invocation {
  /** Returns the object on which the method is called. */
  Object target();

  /** Returns the arguments. Not to be changed. */
  @Nullable Object[] arguments();

  /**
   * Runs the method itself. Called at most once.
   *
   * @throws Throwable what the method throws
   */
  @Nullable Object proceed() throws Throwable;
}
