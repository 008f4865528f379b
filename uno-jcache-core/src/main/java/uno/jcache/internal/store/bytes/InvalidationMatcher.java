/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.ArrayList;
import java.util.List;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.PatternIndex;
import uno.jcache.spi.Invalidations;

/**
 * Matches keys against the patterns of {@link Invalidations}, which are compiled once for all
 * readers. A pattern that this version cannot compile covers every key.
 */
public final class InvalidationMatcher {
  private static final Glob EVERYTHING = Glob.of("*");

  /** By identity. Used only while an invalidation hides entries, or was published just now. */
  private static final LoadingCache<Invalidations, InvalidationMatcher> COMPILED =
      Caffeine.newBuilder().weakKeys().build(InvalidationMatcher::new);

  private final long forgotten;
  private final List<Compiled> all = new ArrayList<>(); // by their epochs
  private final PatternIndex<EpochPattern> hiding;

  private record Compiled(long epoch, List<Glob> patterns) {}

  private record EpochPattern(Glob pattern, long epoch) {}

  private InvalidationMatcher(Invalidations invalidations) {
    this.forgotten = invalidations.forgotten();
    List<EpochPattern> hide = new ArrayList<>();
    for (Invalidations.Published each : invalidations.published()) {
      List<Glob> patterns = each.patterns().stream().map(InvalidationMatcher::compiled).toList();
      all.add(new Compiled(each.epoch(), patterns));
      if (!each.isReclaimed()) {
        patterns.forEach(pattern -> hide.add(new EpochPattern(pattern, each.epoch())));
      }
    }
    this.hiding = new PatternIndex<>(hide, EpochPattern::pattern);
  }

  private static Glob compiled(String pattern) {
    try {
      return Glob.of(pattern);
    } catch (IllegalArgumentException e) {
      return EVERYTHING;
    }
  }

  /**
   * Returns whether an entry is hidden.
   *
   * @param entry its epoch
   * @param key as a string
   */
  public static boolean hides(Invalidations by, long entry, String key) {
    return entry < by.epoch()
        && !by.isEmpty()
        && COMPILED.get(by).hiding.matching(key).stream()
            .anyMatch(hiding -> entry < hiding.epoch());
  }

  /**
   * Returns whether a key may be covered by an invalidation after an epoch: false only if none
   * covers it.
   */
  public static boolean mayCoverSince(Invalidations by, long epoch, String key) {
    if (by.epoch() == epoch) {
      return false;
    }
    InvalidationMatcher matcher = COMPILED.get(by);
    if (epoch < matcher.forgotten) {
      return true;
    }
    for (int i = matcher.all.size() - 1; i >= 0 && matcher.all.get(i).epoch() > epoch; i--) {
      if (matcher.all.get(i).patterns().stream().anyMatch(pattern -> pattern.matches(key))) {
        return true;
      }
    }
    return false;
  }
}
