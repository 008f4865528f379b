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
 * @param name unlike that of any other rule of the manager
 * @param strategy when, and which
 * @param regions the names of the regions that it is about, or patterns of names
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
   * Copies.
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
          "Rule '" + name + "' is about no region; name one at least, or * for all");
    }
  }

  /** Returns an active rule about all regions, created now. */
  public static InvalidationRule of(String name, InvalidationStrategy strategy) {
    return new InvalidationRule(name, strategy, ALL_REGIONS, true, Instant.now());
  }

  /** Returns the same about these regions: names, or patterns of names. */
  public InvalidationRule withRegions(String... names) {
    return new InvalidationRule(name, strategy, Set.copyOf(List.of(names)), active, createdAt);
  }

  /** Returns the same with another strategy. */
  public InvalidationRule withStrategy(InvalidationStrategy strategy) {
    return new InvalidationRule(name, strategy, regions, active, createdAt);
  }

  /** Returns the same, active or not. */
  public InvalidationRule withActive(boolean active) {
    return new InvalidationRule(name, strategy, regions, active, createdAt);
  }
}
