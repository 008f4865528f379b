/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.rule.CompiledRule.Limit;
import uno.jcache.internal.rule.CompiledRule.Reaction;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.Nearest;
import uno.jcache.internal.support.PatternIndex;
import uno.jcache.rule.CacheEvents;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationRules;
import uno.jcache.rule.RuleExplanation;
import uno.jcache.rule.StrategyType;

/**
 * The invalidation rules of one manager.
 *
 * <p>They are kept in an immutable map, which a change replaces. Cache operations read indexes of
 * it without a lock; the first operation that finds an index outdated builds a new one. A change is
 * published first, and then applied to the cached entries.
 *
 * <p>Safe for use by many threads.
 */
public final class RuleBook implements InvalidationRules, CacheEvents {
  private final Supplier<? extends Collection<? extends RuleTarget>> regions;

  /** Guards changes. Never held while user code runs. */
  private final Object lock = new Object();

  private volatile SortedMap<String, CompiledRule> rules = new TreeMap<>();

  /** The reactions by the events that trigger them; null after rules have changed. */
  private volatile @Nullable PatternIndex<EventReaction> eventReactions;

  /** A pattern of events, and the reaction that they trigger. */
  private record EventReaction(Glob event, Reaction reaction) {}

  /**
   * Creates a book without rules.
   *
   * @param regions returns the open regions of the manager
   */
  public RuleBook(Supplier<? extends Collection<? extends RuleTarget>> regions) {
    this.regions = regions;
  }

  /**
   * Checks a rule.
   *
   * @throws IllegalArgumentException if it is invalid; the message names it
   */
  @SuppressWarnings("CheckReturnValue")
  public static void check(InvalidationRule rule) {
    new CompiledRule(rule);
  }

  static KeyTemplate changing(Reaction reaction) {
    return requireNonNull(reaction.onChangeOf());
  }

  /** Returns the rules of a region that is being created. */
  public RegionRules rulesOf(RuleTarget region) {
    return new RegionRules(this, region);
  }

  /** Applies the rules to a region that is new or follows another kind of rules. */
  public void applyTo(RuleTarget region) {
    synchronized (lock) { // or an outdated index that is being built could be set afterwards
      region.rules().invalidateIndex();
    }
    if (region.rules().hasLifetimeLimits()) {
      region.limitLives((key, now) -> region.rules().limit(key, now));
    }
  }

  /** Builds an index of the active rules while they do not change. */
  <T> T compile(Function<Collection<CompiledRule>, T> index) {
    synchronized (lock) {
      return index.apply(active());
    }
  }

  private List<CompiledRule> active() {
    return rules.values().stream().filter(rule -> rule.rule().active()).toList();
  }

  // ---- rules

  @Override
  public InvalidationRule create(InvalidationRule rule) {
    CompiledRule compiled = new CompiledRule(rule);
    synchronized (lock) {
      if (rules.containsKey(rule.name())) {
        throw new CacheException(
            "Rule '" + rule.name() + "' already exists; update it, or delete it first");
      }
      publish(compiled);
    }
    limitLives(compiled);
    return rule;
  }

  @Override
  public InvalidationRule update(InvalidationRule rule) {
    CompiledRule compiled;
    synchronized (lock) {
      compiled = replacing(existing(rule.name()), rule);
      publish(compiled);
    }
    limitLives(compiled);
    return compiled.rule();
  }

  @Override
  public InvalidationRule createOrUpdate(InvalidationRule rule) {
    CompiledRule compiled;
    synchronized (lock) {
      CompiledRule old = rules.get(rule.name());
      compiled = (old == null) ? new CompiledRule(rule) : replacing(old, rule);
      publish(compiled);
    }
    limitLives(compiled);
    return compiled.rule();
  }

  private static CompiledRule replacing(CompiledRule old, InvalidationRule rule) {
    return new CompiledRule(
        new InvalidationRule(
            rule.name(), rule.strategy(), rule.regions(), rule.active(), old.rule().createdAt()));
  }

  @Override
  public InvalidationRule activate(String name) {
    return setActive(name, true);
  }

  @Override
  public InvalidationRule deactivate(String name) {
    return setActive(name, false);
  }

  private InvalidationRule setActive(String name, boolean active) {
    CompiledRule compiled;
    synchronized (lock) {
      InvalidationRule old = existing(name).rule();
      if (old.active() == active) {
        return old;
      }
      compiled = new CompiledRule(old.withActive(active));
      publish(compiled);
    }
    limitLives(compiled);
    return compiled.rule();
  }

  @Override
  public void delete(String name) {
    synchronized (lock) {
      existing(name);
      SortedMap<String, CompiledRule> fewer = new TreeMap<>(rules);
      fewer.remove(name);
      publish(fewer);
    }
  }

  private CompiledRule existing(String name) {
    CompiledRule rule = rules.get(requireNonNull(name, "name"));
    if (rule == null) {
      throw new NoSuchElementException(
          "There is no rule '" + name + "'; " + Nearest.hint(name, rules.keySet()));
    }
    return rule;
  }

  private void publish(CompiledRule rule) {
    SortedMap<String, CompiledRule> more = new TreeMap<>(rules);
    more.put(rule.rule().name(), rule);
    publish(more);
  }

  private void publish(SortedMap<String, CompiledRule> changed) {
    rules = changed;
    eventReactions = null;
    regions.get().forEach(region -> region.rules().invalidateIndex());
  }

  private PatternIndex<EventReaction> eventReactions() {
    PatternIndex<EventReaction> now = eventReactions;
    return (now == null) ? compile(this::compileEventReactions) : now;
  }

  private PatternIndex<EventReaction> compileEventReactions(Collection<CompiledRule> active) {
    List<EventReaction> events = new ArrayList<>();
    for (CompiledRule rule : active) {
      for (Reaction reaction : rule.reactions()) {
        reaction.events().forEach(event -> events.add(new EventReaction(event, reaction)));
      }
    }
    PatternIndex<EventReaction> compiled = new PatternIndex<>(events, EventReaction::event);
    eventReactions = compiled;
    return compiled;
  }

  /** Applies a rule to the cached entries. */
  private void limitLives(CompiledRule rule) {
    if (rule.rule().active()) {
      for (RuleTarget region : regions.get()) {
        limitLives(rule, region);
      }
    }
  }

  private static void limitLives(CompiledRule rule, RuleTarget region) {
    if (rule.limits(region)) {
      region.expectDeadlines();
      region.limitLives(
          (key, now) -> {
            List<Limit> matching = new ArrayList<>(rule.limits());
            matching.removeIf(limit -> !limit.keys().matches(key));
            return RegionRules.shortest(matching, key, now);
          });
    }
  }

  @Override
  public List<InvalidationRule> list() {
    return list(rule -> true);
  }

  @Override
  public List<InvalidationRule> byStrategy(StrategyType type) {
    requireNonNull(type, "type");
    return list(rule -> rule.rule().strategy().type() == type);
  }

  @Override
  public List<InvalidationRule> matching(String key) {
    requireNonNull(key, "key");
    return list(rule -> rule.rule().active() && rule.matches(key));
  }

  @Override
  public List<RuleExplanation> explain(String region, String key) {
    requireNonNull(region, "region");
    requireNonNull(key, "key");
    RuleTarget target =
        regions.get().stream()
            .filter(each -> each.getName().equals(region))
            .findFirst()
            .orElseThrow(() -> new NoSuchElementException("There is no region '" + region + "'"));
    return rules.values().stream().map(rule -> Explanations.of(rule, target, key)).toList();
  }

  private List<InvalidationRule> list(Predicate<CompiledRule> chosen) {
    return rules.values().stream().filter(chosen).map(CompiledRule::rule).toList();
  }

  @Override
  public Optional<InvalidationRule> byName(String name) {
    return Optional.ofNullable(rules.get(requireNonNull(name, "name"))).map(CompiledRule::rule);
  }

  // ---- effects

  @Override
  public long apply(String name) {
    CompiledRule rule = existing(name);
    Collection<? extends RuleTarget> all = regions.get();
    all.forEach(region -> limitLives(rule, region));
    Cascade cascade = new Cascade(all, null, null);
    rule.reactions().forEach(cascade::addForAllValues);
    return cascade.run();
  }

  @Override
  public long publish(String event, Map<String, ?> fields) {
    requireNonNull(event, "event");
    Map<String, String> values = new HashMap<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            values.put(name, value.toString());
          }
        });
    Cascade cascade = new Cascade(regions.get(), null, null);
    for (EventReaction reacting : eventReactions().matching(event)) {
      requireFields(event, values, reacting.reaction());
      cascade.add(reacting.reaction(), values);
    }
    return cascade.run();
  }

  private static void requireFields(String event, Map<String, String> values, Reaction reaction) {
    for (KeyTemplate pattern : reaction.patterns()) {
      for (String name : pattern.names()) {
        if (!values.containsKey(name)) {
          throw new IllegalArgumentException(
              "Event '"
                  + event
                  + "' has no field '"
                  + name
                  + "', to which rule '"
                  + reaction.rule().rule().name()
                  + "' refers in '"
                  + pattern
                  + "'; "
                  + Nearest.hint(name, values.keySet()));
        }
      }
    }
  }

  /** Runs the reactions to the change of an entry. */
  void changed(String region, Object key, List<Reaction> reactions) {
    if (!reactions.isEmpty()) {
      Cascade cascade = new Cascade(regions.get(), region, key);
      cascade.addAll(reactions, Keys.text(key));
      cascade.run();
    }
  }
}
