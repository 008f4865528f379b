/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.rule.CompiledRule.Reaction;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.PatternIndex;

/**
 * Runs the rules that one change or event triggers: they invalidate entries, which triggers further
 * rules, and so on. A rule that would invalidate the same keys again is not run again; if it has
 * triggered itself, the loop is logged. Used by one thread.
 */
final class Cascade {
  private static final Logger LOGGER = System.getLogger(Cascade.class.getName());

  private final Collection<? extends RuleTarget> regions;
  private final @Nullable String region;
  private final @Nullable Object key;
  private final Deque<Firing> waiting = new ArrayDeque<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private final Set<List<Object>> loggedLoops = new HashSet<>();
  private final Failures failures = new Failures(); // of listeners; the entries are removed
  private long invalidated;

  /**
   * Creates an empty cascade.
   *
   * @param region in which an entry changed, or null
   * @param key of that entry, which this cascade does not invalidate; or null
   */
  Cascade(Collection<? extends RuleTarget> regions, @Nullable String region, @Nullable Object key) {
    this.regions = regions;
    this.region = region;
    this.key = key;
  }

  /** A rule that is about to invalidate some keys. */
  private record Firing(Reaction reaction, List<Glob> keys, @Nullable Firing cause) {
    List<Object> identity() {
      return List.of(reaction, keys.stream().map(Glob::toString).toList());
    }

    boolean isItsOwnCause() {
      for (Firing before = cause; before != null; before = before.cause) {
        if (before.identity().equals(identity())) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Adds a reaction to be run.
   *
   * @param values by the names to which its patterns refer
   */
  void add(Reaction reaction, Map<String, String> values) {
    add(reaction, values, null);
  }

  /** Adds a reaction to be run for all possible values of the names in its patterns. */
  void addForAllValues(Reaction reaction) {
    add(reaction, reaction.patterns().stream().map(KeyTemplate::pattern).toList(), null);
  }

  private void add(Reaction reaction, Map<String, String> values, @Nullable Firing cause) {
    add(reaction, reaction.patterns().stream().map(keys -> keys.fill(values)).toList(), cause);
  }

  private void add(Reaction reaction, List<Glob> keys, @Nullable Firing cause) {
    Firing firing = new Firing(reaction, keys, cause);
    if (seen.add(firing.identity())) {
      waiting.add(firing);
    } else if (firing.isItsOwnCause() && loggedLoops.add(firing.identity())) {
      LOGGER.log(
          Level.WARNING,
          "Rule ''{0}'' triggers itself: invalidating {1} causes the same invalidation again. The"
              + " loop is stopped.",
          reaction.rule().rule().name(),
          keys);
    }
  }

  /**
   * Adds the reactions to the change of a key.
   *
   * @param cause the firing that changed it, or null
   */
  private void addAll(Collection<Reaction> reactions, String changed, @Nullable Firing cause) {
    for (Reaction reaction : reactions) {
      Map<String, String> values = RuleBook.changing(reaction).match(changed);
      if (values != null) {
        add(reaction, values, cause);
      }
    }
  }

  /** Adds the reactions to the change of a key. */
  void addAll(Collection<Reaction> reactions, String changed) {
    addAll(reactions, changed, null);
  }

  /**
   * Runs all reactions, in rounds. Each round collects all waiting reactions, so that it scans a
   * region only once, however many rules were triggered.
   *
   * @return the number of invalidated entries
   */
  long run() {
    while (!waiting.isEmpty()) {
      List<Firing> round = List.copyOf(waiting);
      waiting.clear();
      for (RuleTarget target : regions) {
        run(round.stream().filter(firing -> firing.reaction().concerns(target)).toList(), target);
      }
    }
    failures.throwIfAny();
    return invalidated;
  }

  /** One pattern of a firing. */
  private record FiringTarget(Firing firing, Glob keys) {}

  private void run(List<Firing> round, RuleTarget target) {
    if (round.isEmpty()) {
      return;
    }
    List<FiringTarget> targets = new ArrayList<>();
    round.forEach(
        firing -> firing.keys().forEach(keys -> targets.add(new FiringTarget(firing, keys))));
    PatternIndex<FiringTarget> index = new PatternIndex<>(targets, FiringTarget::keys);
    Object except = target.getName().equals(region) ? key : null;
    Consumer<Object> onInvalidated =
        invalidatedKey -> {
          String text = Keys.text(invalidatedKey);
          List<Reaction> reactions = target.rules().reactions(text);
          if (!reactions.isEmpty()) {
            index.matching(text).forEach(matching -> addAll(reactions, text, matching.firing()));
          }
        };
    List<Glob> patterns = targets.stream().map(FiringTarget::keys).toList();
    failures.run(
        () -> invalidated += target.invalidate(patterns, index::matchesAny, except, onInvalidated));
  }
}
