/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

/** Values that tell by whom they were put, and the keys of a round. */
final class Values {
  /** Begins keys that are put once. */
  static final String ONCE = "once:";

  private static final int GROUPS = 4;
  private static final int MEMBERS = 4;
  private static final int COUNTERS = 4;
  private static final int RECORDS = 8;

  private Values() {}

  static long of(int node, long number) {
    return ((long) node << 48) | number;
  }

  static int node(long value) {
    return (int) (value >> 48);
  }

  static String group(int round, int group) {
    return "r" + round + ":" + group + ":";
  }

  static String register(int round, int number) {
    return group(round, number % GROUPS) + number % (GROUPS * MEMBERS) / GROUPS;
  }

  static String counter(int round, int number) {
    return "c" + round + ":" + number % COUNTERS;
  }

  static String record(int round, int number) {
    return "d" + round + ":" + number % RECORDS;
  }

  static int registers() {
    return GROUPS * MEMBERS;
  }

  static int groups() {
    return GROUPS;
  }

  static int counters() {
    return COUNTERS;
  }

  static int records() {
    return RECORDS;
  }
}
