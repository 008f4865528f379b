/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import uno.jcache.internal.engine.event.EntryChange;

/**
 * The invalidation rules that apply to the keys of one cache. Called by each operation that stores,
 * so it must be fast for keys without rules.
 */
public interface KeyRules {
  /** Returns whether a rule limits the lifetime of this key, or reacts to its changes. */
  boolean appliesTo(Object key);

  /**
   * Returns how long an entry of this key may live, in milliseconds; {@link Long#MAX_VALUE} if no
   * rule limits it.
   *
   * @param writtenAt when it is stored, in milliseconds since the epoch; jitter depends on it
   */
  long limit(Object key, long writtenAt);

  /** Returns whether a rule limits the lifetime of any key. */
  boolean hasLifetimeLimits();

  /**
   * Returns the version of the rules: a different object after each change, compared by reference.
   */
  Object version();

  /** Returns whether a rule reacts to changes of any key. */
  boolean hasReactions();

  /**
   * Called after an entry has changed and its listeners were notified. The calling thread may hold
   * the key's lock.
   *
   * @throws RuntimeException from a listener of a change that this caused
   */
  void changed(Object key, EntryChange change);
}
