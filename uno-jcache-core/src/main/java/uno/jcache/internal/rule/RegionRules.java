/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.KeyRules;
import uno.jcache.internal.engine.event.EntryChange;
import uno.jcache.internal.rule.CompiledRule.Limit;
import uno.jcache.internal.rule.CompiledRule.Reaction;
import uno.jcache.internal.store.LifeLimits;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.PatternIndex;

/**
 * The active rules that concern one region, indexed by the prefixes of their patterns: looking up a
 * key that no rule concerns takes a few steps, regardless of the number of rules. Safe for use by
 * many threads.
 */
public final class RegionRules implements KeyRules, LifeLimits {
  private static final long UNLIMITED = Long.MAX_VALUE;

  /** Two times in the same period of 2^14 milliseconds get the same jitter. */
  private static final int JITTER_PERIOD_BITS = 14;

  private static final Index NONE = new Index(List.of(), List.of());

  private final RuleBook book;
  private final RuleTarget region;

  /** Null after rules have changed, so that many changes in a row need one compilation. */
  private volatile @Nullable Index index;

  private static final class Index {
    final PatternIndex<Limit> limits;
    final PatternIndex<Reaction> reactions;

    /** The patterns of both, to find out whether any rule concerns a key. */
    final PatternIndex<Glob> all;

    Index(Collection<Limit> limits, Collection<Reaction> reactions) {
      this.limits = new PatternIndex<>(limits, Limit::keys);
      this.reactions =
          new PatternIndex<>(reactions, reaction -> RuleBook.changing(reaction).pattern());
      List<Glob> patterns = new ArrayList<>();
      limits.forEach(limit -> patterns.add(limit.keys()));
      reactions.forEach(reaction -> patterns.add(RuleBook.changing(reaction).pattern()));
      this.all = new PatternIndex<>(patterns, Function.identity());
    }
  }

  RegionRules(RuleBook book, RuleTarget region) {
    this.book = book;
    this.region = region;
  }

  /** Drops the index, as the rules or the strategy of the region have changed. */
  void invalidateIndex() {
    index = null;
  }

  private Index index() {
    Index now = index;
    return (now == null) ? book.compile(this::compile) : now;
  }

  /** Builds the index. Called while the rules do not change. */
  private Index compile(Collection<CompiledRule> active) {
    List<Limit> limits = new ArrayList<>();
    List<Reaction> reactions = new ArrayList<>();
    for (CompiledRule rule : active) {
      if (rule.limits(region)) {
        limits.addAll(rule.limits());
      }
      if (rule.isAbout(region.getName())) {
        rule.reactions().stream().filter(r -> r.onChangeOf() != null).forEach(reactions::add);
      }
    }
    if (!limits.isEmpty()) {
      region.expectDeadlines();
    }
    Index compiled =
        (limits.isEmpty() && reactions.isEmpty()) ? NONE : new Index(limits, reactions);
    index = compiled;
    return compiled;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // NONE stands for no rules
  public boolean appliesTo(Object key) {
    Index now = index();
    return now != NONE && now.all.matchesAny(Keys.text(key));
  }

  @Override
  public long limit(Object key, long writtenAt) {
    return limit(Keys.text(key), writtenAt);
  }

  long limit(String key, long writtenAt) {
    PatternIndex<Limit> limits = index().limits;
    return limits.isEmpty() ? UNLIMITED : shortest(limits.matching(key), key, writtenAt);
  }

  @Override
  public boolean isEmpty() {
    return !hasLifetimeLimits();
  }

  @Override
  public long of(Object key, long writtenAt) {
    return limit(key, writtenAt);
  }

  @Override
  public Object version() {
    return index();
  }

  /**
   * Returns the shortest lifetime that the limits allow, in milliseconds. Jitter depends only on
   * the key and the approximate time of writing, so that all writers and readers of an entry
   * compute the same deadline.
   */
  static long shortest(Collection<Limit> limits, String key, long writtenAt) {
    long shortest = UNLIMITED;
    for (Limit limit : limits) {
      double part = (limit.jitter() == 0) ? 0 : limit.jitter() * pseudoRandom(key, writtenAt);
      long life = limit.timeToLive() - (long) (part * limit.timeToLive());
      shortest = Math.min(shortest, Math.max(1, life));
    }
    return shortest;
  }

  /** Returns a pseudo-random number from 0 to 1. */
  private static double pseudoRandom(String key, long writtenAt) {
    long mixed =
        key.hashCode() * 0x9e3779b97f4a7c15L
            + (writtenAt >>> JITTER_PERIOD_BITS) * 0xd1b54a32d192ed03L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 29)) * 0x94d049bb133111ebL;
    return (mixed >>> 11) * 0x1.0p-53;
  }

  @Override
  public boolean hasLifetimeLimits() {
    return !index().limits.isEmpty();
  }

  @Override
  public boolean hasReactions() {
    return !index().reactions.isEmpty();
  }

  @Override
  public void changed(Object key, EntryChange change) {
    switch (change.type()) {
      case CREATED -> {}
      case UPDATED, REMOVED, EXPIRED ->
          book.changed(region.getName(), key, reactions(Keys.text(key)));
    }
  }

  /** Returns the reactions to a change of this key. */
  List<Reaction> reactions(String key) {
    return index().reactions.matching(key);
  }
}
