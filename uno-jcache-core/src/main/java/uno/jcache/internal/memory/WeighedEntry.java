/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

/** An entry that knows its weight, so that nobody needs to ask the weigher again. */
final class WeighedEntry<V> extends MemoryEntry<V> {
  private final int weight;

  WeighedEntry(V value, long expiresAt, int weight) {
    super(value, expiresAt);
    this.weight = weight;
  }

  int weight() {
    return weight;
  }
}
