/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

import java.time.Duration;
import java.time.Instant;

/**
 * What happened in one second, or in one minute. What happens is collected each second, so that it
 * may show in the second after the one in which it happened.
 *
 * @param start when the second or minute began
 * @param length a second or a minute
 * @param counts how often what happened; at least one of them is not 0
 */
public record HistoryPoint(Instant start, Duration length, CacheCounts counts) {}
