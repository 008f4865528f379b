/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

/** A part of the table: how the caches of its rows are configured. */
enum Section {
  REFERENCE("reference", "By reference, statistics off", Storage.REFERENCE, false, Section.ROOMY),
  FULL(
      "full",
      "By reference, statistics off, cache four fifths full",
      Storage.REFERENCE,
      false,
      Section.NEARLY_FULL),
  ONE_KEY_TYPE(
      "one-type",
      "By reference, statistics off, in a JVM that only ever saw keys of one type",
      Storage.REFERENCE,
      false,
      Section.ROOMY),
  STATISTICS("statistics", "By reference, statistics on", Storage.REFERENCE, true, Section.ROOMY),
  VALUE_OBJECT(
      "value-object",
      "By value, mutable objects, statistics off",
      Storage.VALUE_OBJECT,
      false,
      Section.ROOMY),
  VALUE_RECORD(
      "value-record",
      "By value, records, statistics off",
      Storage.VALUE_RECORD,
      false,
      Section.ROOMY),
  VALUE_STRING(
      "value-string",
      "By value, strings, statistics off",
      Storage.VALUE_STRING,
      false,
      Section.ROOMY);

  private static final int ROOMY = 25;
  private static final int NEARLY_FULL = 80;

  private final String id;
  private final String label;
  private final Storage storage;
  private final boolean statistics;
  private final int percentFull;

  Section(String id, String label, Storage storage, boolean statistics, int percentFull) {
    this.id = id;
    this.label = label;
    this.storage = storage;
    this.statistics = statistics;
    this.percentFull = percentFull;
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

  /** Returns whether the JVM has compared and hashed keys of several types before. */
  boolean hasSeveralKeyTypes() {
    return this != ONE_KEY_TYPE;
  }

  int percentFull() {
    return percentFull;
  }
}
