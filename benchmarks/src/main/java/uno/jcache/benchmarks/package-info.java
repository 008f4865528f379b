/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Measures Uno JCache beside raw Caffeine and the other JCache providers.
 *
 * <p>{@link uno.jcache.benchmarks.Main} plans the rows of the table, runs every measurement in a
 * JVM of its own, and prints the table.
 */
package uno.jcache.benchmarks;
