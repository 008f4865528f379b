/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import java.util.List;
import java.util.Optional;

/** The hit ratio of a cache by its size. */
final class SizeCurve {
  private static final double LEAST_BEND = 1;

  private final List<Point> points;

  /** Creates a curve from its points in ascending order of size. */
  SizeCurve(List<Point> points) {
    this.points = List.copyOf(points);
  }

  /**
   * Finds where the curve bends most: the point that is farthest above the straight line from the
   * first point to the last, with the size on a logarithmic scale. There is none if no point is
   * above that line by at least one percentage point.
   */
  Optional<Knee> knee() {
    if (points.size() < 3) {
      return Optional.empty();
    }
    Point first = points.get(0);
    Point last = points.get(points.size() - 1);
    double slope = gain(first, last);
    Point knee = first;
    double bend = 0;
    for (Point point : points.subList(1, points.size() - 1)) {
      double above = point.percentage() - first.percentage() - slope * doublings(first, point);
      if (above > bend) {
        knee = point;
        bend = above;
      }
    }
    return bend < LEAST_BEND
        ? Optional.empty()
        : Optional.of(new Knee(knee.size(), gain(first, knee), gain(knee, last)));
  }

  private static double gain(Point from, Point to) {
    return (to.percentage() - from.percentage()) / doublings(from, to);
  }

  private static double doublings(Point from, Point to) {
    return Math.log((double) to.size() / from.size()) / Math.log(2);
  }

  /**
   * One point of the curve.
   *
   * @param size how many entries the cache may hold
   * @param percentage its hit ratio in percent
   */
  record Point(long size, double percentage) {}

  /**
   * Where a larger cache begins to gain little.
   *
   * @param size how many entries the cache may hold there
   * @param gainBefore the percentage points that each doubling up to this size gains on average
   * @param gainAfter the percentage points that each doubling from this size on gains on average
   */
  record Knee(long size, double gainBefore, double gainAfter) {}
}
