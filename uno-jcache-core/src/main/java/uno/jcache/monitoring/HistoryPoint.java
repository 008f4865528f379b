/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.time.Duration;
import java.time.Instant;

/**
 * The counts of one second or one minute. Counts are collected once per second, so an operation may
 * be counted in the following second.
 *
 * @param start when the second or minute began
 * @param length a second or a minute
 * @param counts the counts of that time; at least one of them is not 0
 */
public record HistoryPoint(Instant start, Duration length, CacheCounts counts) {}
