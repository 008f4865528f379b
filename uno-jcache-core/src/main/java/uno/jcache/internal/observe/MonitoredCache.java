/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import java.util.List;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.ReadProfile;

/** A region, as monitoring sees it. */
public interface MonitoredCache {
  /** Returns its name. */
  String getName();

  /** Returns the name of the provider that keeps its entries. */
  String provider();

  /** Returns its statistics. */
  Statistics statistics();

  /** Returns the counts of its levels, the nearest first. */
  List<LevelSummary> levels();

  /** Returns what its reads look like. */
  ReadProfile profile();

  /** Returns whether it is closed. */
  boolean isClosed();
}
