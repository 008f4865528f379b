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
 * What one change or event leads to: rules that invalidate entries, whose end sets off other rules,
 * and so on. Runs in one thread. A rule that invalidates the same keys again is not run again;
 * where it is its own cause, that is a loop, and is said.
 */
final class Cascade {
  private static final Logger LOGGER = System.getLogger(Cascade.class.getName());

  private final Collection<? extends RuleTarget> regions;
  private final @Nullable String region;
  private final @Nullable Object key;
  private final Deque<Firing> waiting = new ArrayDeque<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private final Set<List<Object>> said = new HashSet<>(); // of loops: each once
  private final Failures failures = new Failures(); // of listeners: the entries are gone
  private long invalidated;

  /**
   * Begins with nothing to do.
   *
   * @param region where an entry changed, or null
   * @param key the entry that changed; it is not invalidated by what this leads to
   */
  Cascade(Collection<? extends RuleTarget> regions, @Nullable String region, @Nullable Object key) {
    this.regions = regions;
    this.region = region;
    this.key = key;
  }

  /** One rule about to invalidate some keys. */
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
   * @param values what its patterns refer to
   */
  void add(Reaction reaction, Map<String, String> values) {
    add(reaction, values, null);
  }

  /** Adds a reaction to be run for all that its patterns can mean. */
  void addWhole(Reaction reaction) {
    add(reaction, reaction.patterns().stream().map(KeyTemplate::pattern).toList(), null);
  }

  private void add(Reaction reaction, Map<String, String> values, @Nullable Firing cause) {
    add(reaction, reaction.patterns().stream().map(keys -> keys.fill(values)).toList(), cause);
  }

  private void add(Reaction reaction, List<Glob> keys, @Nullable Firing cause) {
    Firing firing = new Firing(reaction, keys, cause);
    if (seen.add(firing.identity())) {
      waiting.add(firing);
    } else if (firing.isItsOwnCause() && said.add(firing.identity())) {
      LOGGER.log(
          Level.WARNING,
          "Rule ''{0}'' triggers itself: invalidating {1} leads to doing so again. The loop ends"
              + " here.",
          reaction.rule().rule().name(),
          keys);
    }
  }

  /**
   * Adds what waits for the change of a key.
   *
   * @param cause what changed it
   */
  private void addAll(Collection<Reaction> reactions, String changed, @Nullable Firing cause) {
    for (Reaction reaction : reactions) {
      Map<String, String> values = RuleBook.changing(reaction).match(changed);
      if (values != null) {
        add(reaction, values, cause);
      }
    }
  }

  /** Adds what waits for the change of a key. */
  void addAll(Collection<Reaction> reactions, String changed) {
    addAll(reactions, changed, null);
  }

  /**
   * Runs until nothing is left to do, round by round: all that waits invalidates at once, so that a
   * region is looked through once a round, however many rules its changes set off.
   *
   * @return how many entries were invalidated
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
    List<FiringTarget> aims = new ArrayList<>();
    round.forEach(
        firing -> firing.keys().forEach(keys -> aims.add(new FiringTarget(firing, keys))));
    PatternIndex<FiringTarget> index = new PatternIndex<>(aims, FiringTarget::keys);
    Object except = target.getName().equals(region) ? key : null;
    Consumer<Object> gone =
        ended -> {
          String text = Keys.text(ended);
          List<Reaction> reactions = target.rules().reactions(text);
          if (!reactions.isEmpty()) {
            index.matching(text).forEach(aim -> addAll(reactions, text, aim.firing()));
          }
        };
    List<Glob> patterns = aims.stream().map(FiringTarget::keys).toList();
    failures.run(() -> invalidated += target.invalidate(patterns, index::matchesAny, except, gone));
  }
}
