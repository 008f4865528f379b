/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

/**
 * A row of the table: something that can be selected, and that every implementation is measured by.
 */
sealed interface Row {
  /** Returns the name on the command line and in the raw results. */
  String id();

  /** Returns the name in the table, below the label of its group. */
  String label();

  /** Returns the label of the rows that stand together. */
  String group();

  /** How many operations are done in a time. */
  record Throughput(Section section, Operation operation, Expiry expiry, int threads)
      implements Row {
    @Override
    public String id() {
      return section.id() + "/" + operation.id() + "/" + expiry.id() + "/" + threads;
    }

    @Override
    public String label() {
      String unit = (threads == 1) ? " thread" : " threads";
      return operation.label() + ", " + expiry.id() + ", " + threads + unit;
    }

    @Override
    public String group() {
      return section.label();
    }

    /**
     * Returns the row that is measured together with this one, so that both share the measurement
     * of raw Caffeine and the cost of statistics is a ratio of neighbors in time.
     */
    Throughput base() {
      return (section == Section.STATISTICS)
          ? new Throughput(Section.REFERENCE, operation, expiry, threads)
          : this;
    }
  }

  /** How much garbage a get makes. */
  record Allocation(Expiry expiry) implements Row {
    @Override
    public String id() {
      return "allocated/" + expiry.id();
    }

    @Override
    public String label() {
      return "bytes per get, " + expiry.id();
    }

    @Override
    public String group() {
      return "Allocated, by reference, statistics off, 1 thread";
    }

    /** Returns the row whose measurement tells it. */
    Throughput base() {
      return new Throughput(Section.REFERENCE, Operation.GET, expiry, 1);
    }
  }

  /** How much memory an entry takes beyond its key and value. */
  record Heap(Expiry expiry) implements Row {
    @Override
    public String id() {
      return "heap/" + expiry.id();
    }

    @Override
    public String label() {
      return "bytes per entry, " + expiry.id();
    }

    @Override
    public String group() {
      return "Heap beyond keys and values, by reference, statistics off";
    }
  }
}
