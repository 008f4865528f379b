/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.time.Duration;
import uno.jcache.rule.StrategyType;

/** What can be changed of a region in use. */
public interface LiveRegion {
  /** If the store fails, the maximum stays as it was. */
  void setMaximum(long maximum);

  /** A time of zero lets entries live until they are evicted or removed. */
  void setTimeToLive(Duration timeToLive);

  /** Sets which kind of rules the region follows. */
  void setStrategy(StrategyType strategy);
}
