/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import uno.jcache.CheckReturnValue;

/**
 * A rule by which entries become invalid. Immutable; {@link InvalidationRules} keeps it.
 *
 * @param name unique in the manager
 * @param strategy when entries become invalid, and which
 * @param regions the names of the regions to which it applies, or patterns of names
 * @param active whether it has any effect
 * @param createdAt when it was created
 */
@CheckReturnValue
public record InvalidationRule(
    String name,
    InvalidationStrategy strategy,
    Set<String> regions,
    boolean active,
    Instant createdAt) {
  private static final Set<String> ALL_REGIONS = Set.of("*");

  /**
   * Copies the regions.
   *
   * @throws IllegalArgumentException if the name is blank or there is no region
   */
  public InvalidationRule {
    requireNonNull(strategy, "strategy");
    requireNonNull(createdAt, "createdAt");
    regions = Set.copyOf(regions);
    if (name.isBlank()) {
      throw new IllegalArgumentException("A rule must have a name");
    }
    if (regions.isEmpty()) {
      throw new IllegalArgumentException(
          "Rule '" + name + "' applies to no region; specify at least one, or * for all");
    }
  }

  /** Returns an active rule for all regions, created now. */
  public static InvalidationRule of(String name, InvalidationStrategy strategy) {
    return new InvalidationRule(name, strategy, ALL_REGIONS, true, Instant.now());
  }

  /** Returns a copy for these regions: names, or patterns of names. */
  public InvalidationRule withRegions(String... names) {
    return new InvalidationRule(name, strategy, Set.copyOf(List.of(names)), active, createdAt);
  }

  /** Returns a copy with another strategy. */
  public InvalidationRule withStrategy(InvalidationStrategy strategy) {
    return new InvalidationRule(name, strategy, regions, active, createdAt);
  }

  /** Returns a copy that is active or not. */
  public InvalidationRule withActive(boolean active) {
    return new InvalidationRule(name, strategy, regions, active, createdAt);
  }
}
