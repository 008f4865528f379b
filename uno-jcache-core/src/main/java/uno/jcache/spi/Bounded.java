/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/** A {@link ByteStore} that evicts entries above a limit. */
public interface Bounded {
  /**
   * Changes the limit; entries above it are evicted now or soon.
   *
   * @param maximum how many entries the store may hold
   */
  void setMaximum(long maximum);
}
