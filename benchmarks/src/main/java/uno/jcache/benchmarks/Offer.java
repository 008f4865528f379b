/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.Serializable;

/** What {@link Product} is, as a record, which cannot change. */
public record Offer(long id, String name, double price) implements Serializable {}
