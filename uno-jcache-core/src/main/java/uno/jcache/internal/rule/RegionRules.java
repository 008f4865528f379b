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
 * The part of the active rules that is about one region, indexed by what its keys begin with: a key
 * that no rule is about costs a few steps, however many rules there are.
 */
public final class RegionRules implements KeyRules, LifeLimits {
  private static final long UNLIMITED = Long.MAX_VALUE;

  /** Times that differ by less than 2 to this, in milliseconds, mostly mean the same jitter. */
  private static final int COARSE = 14;

  private static final Index NONE = new Index(List.of(), List.of());

  private final RuleBook book;
  private final RuleTarget region;

  /** Null where rules have changed since: so many changes in a row compile it once. */
  private volatile @Nullable Index index;

  private static final class Index {
    final PatternIndex<Limit> limits;
    final PatternIndex<Reaction> reactions;

    /** The patterns of both, for the question whether there is anything at all. */
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

  /** Told that the rules have changed, or the strategy of the region. */
  void outdated() {
    index = null;
  }

  private Index index() {
    Index now = index;
    return (now == null) ? book.compile(this::compile) : now;
  }

  /** Takes over what these rules say of the region. Called while they do not change. */
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
  @SuppressWarnings("ReferenceEquality") // the one that stands for no rules
  public boolean concern(Object key) {
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
    return !limitLives();
  }

  @Override
  public long of(Object key, long writtenAt) {
    return limit(key, writtenAt);
  }

  @Override
  public Object stamp() {
    return index();
  }

  /**
   * Returns the shortest life that the limits leave, in milliseconds. By how much jitter shortens
   * it depends on nothing but the key and about when it was written: so whoever writes an entry,
   * and whoever reads it, and as often as it is read, means the same deadline.
   */
  static long shortest(Collection<Limit> limits, String key, long writtenAt) {
    long shortest = UNLIMITED;
    for (Limit limit : limits) {
      double part = (limit.jitter() == 0) ? 0 : limit.jitter() * chance(key, writtenAt);
      long life = limit.timeToLive() - (long) (part * limit.timeToLive());
      shortest = Math.min(shortest, Math.max(1, life));
    }
    return shortest;
  }

  /** Returns a number from 0 to 1 that looks like one of chance. */
  private static double chance(String key, long writtenAt) {
    long mixed =
        key.hashCode() * 0x9e3779b97f4a7c15L + (writtenAt >>> COARSE) * 0xd1b54a32d192ed03L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 29)) * 0x94d049bb133111ebL;
    return (mixed >>> 11) * 0x1.0p-53;
  }

  @Override
  public boolean limitLives() {
    return !index().limits.isEmpty();
  }

  @Override
  public boolean awaitChanges() {
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

  /** Returns what waits for a change of this key. */
  List<Reaction> reactions(String key) {
    return index().reactions.matching(key);
  }
}
