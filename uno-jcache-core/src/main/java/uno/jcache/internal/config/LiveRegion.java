/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.time.Duration;
import uno.jcache.rule.StrategyType;

/** The settings that can be changed in a region in use. */
public interface LiveRegion {
  /** Sets the maximum size. If the store fails, the old maximum remains. */
  void setMaximum(long maximum);

  /** Sets the time to live. If it is zero, entries live until they are evicted or removed. */
  void setTimeToLive(Duration timeToLive);

  /** Sets which kind of rules the region follows. */
  void setStrategy(StrategyType strategy);
}
