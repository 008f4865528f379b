/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.event.EntryChange;

/**
 * The result of a decision, and its effects after the commit.
 *
 * @param result what the application receives
 * @param counts what to count, as bits of {@link uno.jcache.internal.observe.Statistics}
 * @param changes what to notify listeners of, in order
 * @param isByRule whether a rule caused it; that rule then triggers further rules itself
 */
record Outcome<R extends @Nullable Object>(
    R result, int counts, List<EntryChange> changes, boolean isByRule) {
  Outcome(R result, int counts, List<EntryChange> changes) {
    this(result, counts, changes, false);
  }

  /** Returns the same outcome, caused by a rule. */
  Outcome<R> byRule() {
    return new Outcome<>(result, counts, changes, true);
  }
}
