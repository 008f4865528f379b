/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

/** A part of the table: how the caches of its rows are configured. */
enum Section {
  REFERENCE("reference", "By reference, statistics off", Storage.REFERENCE, false),
  STATISTICS("statistics", "By reference, statistics on", Storage.REFERENCE, true),
  VALUE_OBJECT(
      "value-object", "By value, mutable objects, statistics off", Storage.VALUE_OBJECT, false),
  VALUE_STRING("value-string", "By value, strings, statistics off", Storage.VALUE_STRING, false);

  private final String id;
  private final String label;
  private final Storage storage;
  private final boolean statistics;

  Section(String id, String label, Storage storage, boolean statistics) {
    this.id = id;
    this.label = label;
    this.storage = storage;
    this.statistics = statistics;
  }

  String id() {
    return id;
  }

  String label() {
    return label;
  }

  Storage storage() {
    return storage;
  }

  boolean statistics() {
    return statistics;
  }
}
